import type { Product } from './product.ts';

export const table: Product[] = [
  {
    id: 'SM-101',
    slug: 'marsh-mug',
    name: 'Marsh Mug',
    category: 'table',
    kind: 'Mugs',
    brand: 'Rushlight Pottery',
    priceCents: 2400,
    summary: 'A broad-handled stoneware mug, dipped by hand and left bare at the foot.',
    description:
      'Thrown eleven at a time from a coarse, speckled clay, then dipped once in a glaze made with ash from the reed cutting. The wavy line is where the potter’s wrist stopped, so no two are alike. It holds a proper cup and keeps it warm.',
    details: [
      ['Holds', '380 ml'],
      ['Size', '9.5 cm high, 9 cm across'],
      ['Care', 'Dishwasher and microwave'],
    ],
    optionName: 'Glaze',
    variants: [
      {
        sku: 'SM-101-LAV',
        label: 'Lavender',
        image: 'marsh-mug-lavender.svg',
        imageAlt: 'Stoneware mug in a lavender glaze, steaming on an oak table',
        swatch: '#938ebd',
      },
      {
        sku: 'SM-101-SAM',
        label: 'Samphire',
        image: 'marsh-mug-samphire.svg',
        imageAlt: 'Stoneware mug in a green glaze, steaming on an oak table',
        swatch: '#7f9a5f',
      },
    ],
  },
  {
    id: 'SM-102',
    slug: 'tideline-bowl',
    name: 'Tideline Bowl',
    category: 'table',
    kind: 'Bowls',
    brand: 'Rushlight Pottery',
    priceCents: 5800,
    summary: 'A wide serving bowl, banded in the blues of a falling tide.',
    description:
      'Each band is painted freehand while the bowl turns on the wheel, from the wettest blue to the driest. Wide enough for salad for six, handsome enough to leave out with pears in it.',
    details: [
      ['Size', '29 cm across, 12 cm high'],
      ['Weight', '1.4 kg'],
      ['Care', 'Dishwasher; not for the oven'],
    ],
    optionName: 'Glaze',
    variants: [
      {
        sku: 'SM-102',
        label: 'Tideline',
        image: 'tideline-bowl.svg',
        imageAlt: 'Wide stoneware bowl with painted blue bands, holding three pears',
        swatch: '#54808c',
      },
    ],
  },
  {
    id: 'SM-103',
    slug: 'heron-teapot',
    name: 'Heron Teapot',
    category: 'table',
    kind: 'Teapots',
    brand: 'Rushlight Pottery',
    priceCents: 8600,
    summary: 'A round-bellied pot with a cane handle and a heron drawn in white slip.',
    description:
      'The heron is trailed on in a single line before the glaze, which is why it always looks a little surprised. The spout was redrawn four times until it poured without a drip. The handle is split cane, bound wet so that it tightens as it dries.',
    details: [
      ['Holds', '1.1 litres, about five cups'],
      ['Strainer', 'Steel basket included'],
      ['Care', 'By hand; keep the handle dry'],
    ],
    optionName: 'Glaze',
    variants: [
      {
        sku: 'SM-103',
        label: 'Deep water',
        image: 'heron-teapot.svg',
        imageAlt: 'Blue-green teapot with a cane handle and a white heron drawn on its side',
        swatch: '#446770',
      },
    ],
  },
  {
    id: 'SM-104',
    slug: 'driftwood-board',
    name: 'Driftwood Board',
    category: 'table',
    kind: 'Boards',
    brand: 'Oakum Workshop',
    priceCents: 4600,
    summary: 'A long oak board for bread and for cheese, with a handle to hang it by.',
    description:
      'Sawn from old sea-wall oak, planed thick and rubbed with linseed and beeswax. Knife marks suit it. Oil it twice a year and it will outlast the table.',
    details: [
      ['Size', '52 by 22 cm, 2.5 cm thick'],
      ['Wood', 'Reclaimed oak, linseed and beeswax'],
      ['Care', 'Wipe clean; never soak'],
    ],
    optionName: 'Wood',
    variants: [
      {
        sku: 'SM-104',
        label: 'Oak',
        image: 'driftwood-board.svg',
        imageAlt: 'Oak board leaning on a wall behind a loaf of bread',
        swatch: '#c99558',
      },
    ],
  },
];
