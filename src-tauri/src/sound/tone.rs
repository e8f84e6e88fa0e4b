//! Two tones as a WAV file, computed: a low one and a higher one, twice, soft at their edges so that they do not click.

use std::f64::consts::TAU;

const RATE: u32 = 22_050;
const TONES: [f64; 4] = [659.26, 880.0, 659.26, 880.0];
const TONE_SECONDS: f64 = 0.16;
const EDGE_SECONDS: f64 = 0.02;

/// How loud a ringing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loudness {
    /// The first time.
    Soft,
    /// Nobody answered.
    Plain,
    /// Nobody answered twice.
    Loud,
    /// From then on.
    Loudest,
}

impl Loudness {
    /// After it rang that often before.
    pub(super) fn after(rang: u32) -> Self {
        match rang {
            0 => Self::Soft,
            1 => Self::Plain,
            2 => Self::Loud,
            _ => Self::Loudest,
        }
    }

    /// The name of its file.
    pub(super) fn file_name(self) -> &'static str {
        match self {
            Self::Soft => "page-1.wav",
            Self::Plain => "page-2.wav",
            Self::Loud => "page-3.wav",
            Self::Loudest => "page-4.wav",
        }
    }

    /// The part of full scale that it reaches.
    fn amplitude(self) -> f64 {
        match self {
            Self::Soft => 0.25,
            Self::Plain => 0.4,
            Self::Loud => 0.6,
            Self::Loudest => 0.9,
        }
    }
}

/// The whole file: 16-bit mono samples behind a RIFF header.
pub(super) fn wav(loudness: Loudness) -> Vec<u8> {
    let samples = samples(loudness);
    let bytes = u32::try_from(samples.len() * 2).unwrap_or(u32::MAX);
    let mut file = Vec::with_capacity(samples.len() * 2 + 44);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&bytes.saturating_add(36).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    file.extend_from_slice(&1_u16.to_le_bytes());
    file.extend_from_slice(&1_u16.to_le_bytes());
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(&2_u16.to_le_bytes());
    file.extend_from_slice(&16_u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    for sample in samples {
        file.extend_from_slice(&sample.to_le_bytes());
    }
    file
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the amplitude is below 1, and the lengths are small constants"
)]
fn samples(loudness: Loudness) -> Vec<i16> {
    let peak = loudness.amplitude() * f64::from(i16::MAX);
    let length = (TONE_SECONDS * f64::from(RATE)) as u32;
    let mut samples = Vec::new();
    for tone in TONES {
        samples.extend((0..length).map(|index| {
            let at = f64::from(index) / f64::from(RATE);
            let edge = (at.min(TONE_SECONDS - at) / EDGE_SECONDS).clamp(0.0, 1.0);
            ((TAU * tone * at).sin() * edge * peak) as i16
        }));
    }
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loudest(loudness: Loudness) -> u16 {
        samples(loudness)
            .into_iter()
            .map(i16::unsigned_abs)
            .max()
            .unwrap()
    }

    #[test]
    fn it_gets_louder_until_it_cannot() {
        let peaks: Vec<u16> = (0..5).map(|rang| loudest(Loudness::after(rang))).collect();
        assert!(
            peaks[0] < peaks[1] && peaks[1] < peaks[2] && peaks[2] < peaks[3],
            "each repeat is louder: {peaks:?}"
        );
        assert_eq!(peaks[3], peaks[4], "and never distorts");
    }

    #[test]
    fn the_header_describes_what_follows() {
        let file = wav(Loudness::Soft);
        let number = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(&file[..4], b"RIFF");
        assert_eq!(number(4), file.len() - 8, "the length of the file");
        assert_eq!(number(24), 22_050, "samples a second");
        assert_eq!(number(40), file.len() - 44, "the length of the samples");
    }

    #[test]
    fn it_begins_and_ends_in_silence() {
        let samples = samples(Loudness::Loudest);
        assert_eq!(samples[0], 0, "or it would click");
        assert!(samples[samples.len() - 1].unsigned_abs() < 1_500);
    }
}
