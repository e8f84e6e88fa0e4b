import { describe, expect, it } from 'vitest';
import { free, number, slug } from './words';

describe('names for the configuration', () => {
  it('are made of what the label says', () => {
    expect(slug('Checkout success')).toBe('checkout-success');
    expect(slug('  Bestellungen / Größe  ')).toBe('bestellungen-gro-e');
    expect(slug('Café')).toBe('cafe');
    expect(slug('???')).toBe('');
  });

  it('are not taken twice', () => {
    expect(free('shop', [])).toBe('shop');
    expect(free('shop', ['shop', 'shop-2'])).toBe('shop-3');
  });
});

describe('number', () => {
  it('reads both kinds of comma, and says what is none', () => {
    expect(number('88.5')).toBe(88.5);
    expect(number(' 88,5 ')).toBe(88.5);
    expect(number('')).toBeUndefined();
    expect(number('many')).toBeNull();
  });
});
