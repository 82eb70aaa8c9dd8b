import type { Product } from './product.ts';

export const light: Product[] = [
  {
    id: 'SM-301',
    slug: 'beeswax-tapers',
    name: 'Beeswax Tapers',
    category: 'light',
    kind: 'Candles',
    brand: 'Lantern Row',
    priceCents: 1950,
    summary: 'Three hand-dipped candles that burn slowly and smell faintly of honey.',
    description:
      'Dipped thirty times over a day, in wax from hives that stand among the sea lavender. They burn bright and almost without smoke; keep them out of a draught and each will see you through four dinners.',
    details: [
      ['In the box', 'Three tapers: 24, 28 and 32 cm'],
      ['Burns', 'About 9 hours each'],
      ['Holders', 'Not included; fits 22 mm'],
    ],
    optionName: 'Set',
    variants: [
      {
        sku: 'SM-301',
        label: 'Set of three',
        image: 'beeswax-tapers.svg',
        imageAlt: 'Three lit beeswax candles in brass holders',
        swatch: '#e3bd68',
      },
    ],
  },
  {
    id: 'SM-302',
    slug: 'slipway-lantern',
    name: 'Slipway Lantern',
    category: 'light',
    kind: 'Lanterns',
    brand: 'Lantern Row',
    priceCents: 7400,
    summary: 'An iron storm lantern that stays lit on a windy step.',
    description:
      'Built on the pattern of the lamps that used to mark the slipway. Blown glass, riveted iron, a door that latches. It takes a church candle, and looks best on the ground.',
    details: [
      ['Size', '42 cm high, 22 cm across'],
      ['Takes', 'Candles up to 8 by 15 cm'],
      ['Care', 'Oil the hinge once a winter'],
    ],
    optionName: 'Finish',
    variants: [
      {
        sku: 'SM-302',
        label: 'Black iron',
        image: 'slipway-lantern.svg',
        imageAlt: 'Iron storm lantern with a lit candle behind its glass',
        swatch: '#3a4648',
      },
    ],
  },
  {
    id: 'SM-303',
    slug: 'reed-lamp',
    name: 'Reed Lamp',
    category: 'light',
    kind: 'Lamps',
    brand: 'Rushlight Pottery',
    priceCents: 12800,
    summary: 'A stoneware lamp carved with reeds, under a pleated linen shade.',
    description:
      'The base is thrown, carved while the clay is leather-hard, and glazed thinly so that the line work stays crisp. The shade is pleated by hand. It gives the light of a late afternoon.',
    details: [
      ['Size', '51 cm high, shade 34 cm'],
      ['Bulb', 'E27, up to 40 W; one is included'],
      ['Cable', '2 m, linen-covered, with a switch'],
    ],
    optionName: 'Glaze',
    variants: [
      {
        sku: 'SM-303',
        label: 'Sage',
        image: 'reed-lamp.svg',
        imageAlt: 'Table lamp with a glowing pleated shade and a base carved with reeds',
        swatch: '#8fa39a',
      },
    ],
  },
  {
    id: 'SM-304',
    slug: 'sea-lavender-candle',
    name: 'Sea Lavender Candle',
    category: 'light',
    kind: 'Candles',
    brand: 'Lantern Row',
    priceCents: 2900,
    compareAtCents: 3400,
    summary: 'Rapeseed wax, sea lavender and a little salt, in a pot to keep.',
    description:
      'It smells of the path to the water in August: dry flowers, warm mud, something green. When it has burned down, wash the pot and use it for pencils, or send it back and have it filled again.',
    details: [
      ['Burns', 'About 45 hours'],
      ['Wax', 'Rapeseed and beeswax, cotton wick'],
      ['Pot', 'Glazed stoneware, 280 ml'],
    ],
    optionName: 'Scent',
    variants: [
      {
        sku: 'SM-304',
        label: 'Sea lavender',
        image: 'sea-lavender-candle.svg',
        imageAlt: 'Lit candle in a lavender-glazed pot beside a sprig of sea lavender',
        swatch: '#9e98c4',
      },
    ],
  },
];
