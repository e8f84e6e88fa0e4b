// Draws a time series on a canvas with uPlot. Words and labels are ours: uPlot's
// own would read the zone of the web view.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatValue, type Band, type Unit } from '../lib/number';
import { ticks, type Marker, type Point } from '../lib/plot';
import { clock, dayLabel, instant, offsetAt, type Zone } from '../lib/time';

export type Series = {
  points: readonly Point[];
  band: Band | null;
  markers: readonly Marker[];
  from: number;
  to: number;
  unit: Unit;
  zone: Zone;
  height: number;
};

/** Draws into `host` and returns the chart; `destroy()` it. */
export function draw(host: HTMLElement, series: Series): uPlot {
  const colour = (name: string) => getComputedStyle(host).getPropertyValue(`--${name}`).trim();
  const { band } = series;
  const xs = series.points.map((point) => instant(point.at) / 1000);
  const values = series.points.map((point) => point.value);
  const out = values.map((value) => (value !== null && isOutside(value, band) ? value : null));
  const axis = {
    stroke: colour('text-3'),
    font: `12px ${getComputedStyle(host).fontFamily}`,
    ticks: { show: false },
    grid: { stroke: colour('chart-grid'), width: 1 },
  };

  return new uPlot(
    {
      width: host.clientWidth,
      height: series.height,
      legend: { show: false },
      cursor: { points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: [series.from / 1000, series.to / 1000] },
        y: { range: (_, low, high) => span(low, high, band) },
      },
      axes: [
        {
          ...axis,
          size: 28,
          splits: (_, __, from, to) =>
            ticks(
              from * 1000,
              to * 1000,
              offsetAt(series.zone, to * 1000),
              host.clientWidth / 90,
            ).map((at) => at / 1000),
          values: (_, splits) => splits.map((at) => label(series, at * 1000)),
        },
        {
          ...axis,
          size: 56,
          values: (_, splits) => splits.map((at) => formatValue(at, series.unit)),
        },
      ],
      series: [
        {},
        { stroke: colour('chart-line'), width: 1.6, points: { show: false } },
        { stroke: colour('chart-breach'), width: 2.6, points: { show: false } },
      ],
      hooks: {
        drawClear: [
          (plot) => {
            shade(plot, band, colour('chart-band'), colour('chart-band-edge'));
          },
        ],
        draw: [
          (plot) => {
            mark(plot, series.markers, colour('chart-marker'));
          },
        ],
      },
    },
    [xs, values, out],
    host,
  );
}

function isOutside(value: number, band: Band | null): boolean {
  if (!band) return false;
  return (band.low !== null && value < band.low) || (band.high !== null && value > band.high);
}

function span(low: number | null, high: number | null, band: Band | null): [number, number] {
  const edges = [low, high, band?.low, band?.high].filter((n) => typeof n === 'number');
  if (edges.length === 0) return [0, 1];
  const bottom = Math.min(...edges);
  const top = Math.max(...edges);
  const air = (top - bottom || Math.abs(top) || 1) * 0.1;
  return [bottom - air, top + air];
}

function label({ zone, from, to }: Series, at: number): string {
  const days = to - from > 36 * 3_600_000;
  return days ? `${dayLabel(zone, at).date} ${clock(zone, at)}` : clock(zone, at);
}

function shade(plot: uPlot, band: Band | null, fill: string, edge: string): void {
  if (!band || (band.low === null && band.high === null)) return;
  const { ctx, bbox } = plot;
  const top = band.high === null ? bbox.top : plot.valToPos(band.high, 'y', true);
  const bottom = band.low === null ? bbox.top + bbox.height : plot.valToPos(band.low, 'y', true);
  ctx.save();
  ctx.fillStyle = fill;
  ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
  ctx.strokeStyle = edge;
  ctx.setLineDash([4, 6]);
  for (const [y, closed] of [
    [top, band.high !== null],
    [bottom, band.low !== null],
  ] as const) {
    if (!closed) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function mark(plot: uPlot, markers: readonly Marker[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 * devicePixelRatio;
  ctx.setLineDash([5, 4]);
  for (const marker of markers) {
    const x = plot.valToPos(instant(marker.at) / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
