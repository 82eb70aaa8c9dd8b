import type { Product } from './product.ts';

export const linen: Product[] = [
  {
    id: 'SM-201',
    slug: 'linen-shirt',
    name: 'Linen Shirt',
    category: 'linen',
    kind: 'Clothing',
    brand: 'Flaxfield',
    priceCents: 9800,
    summary: 'A collarless work shirt in washed linen, cut wide for rolled sleeves.',
    description:
      'The shirt that the weavers wear themselves. Mid-weight linen, washed with stones so that it is soft from the first day, with a short placket, one pocket and horn buttons. One generous cut for everyone, to be worn loose.',
    details: [
      ['Cloth', '100 % linen, 190 g/m²'],
      ['Fit', 'One wide cut, chest 126 cm'],
      ['Care', 'Wash at 40 °C, dry on the line'],
    ],
    optionName: 'Colour',
    variants: [
      {
        sku: 'SM-201-CHK',
        label: 'Chalk',
        image: 'linen-shirt-chalk.svg',
        imageAlt: 'Collarless linen shirt in chalk white, hanging on a peg rail',
        swatch: '#efeadf',
      },
      {
        sku: 'SM-201-IND',
        label: 'Indigo',
        image: 'linen-shirt-indigo.svg',
        imageAlt: 'Collarless linen shirt in indigo, hanging on a peg rail',
        swatch: '#4f5f83',
      },
    ],
  },
  {
    id: 'SM-202',
    slug: 'harbour-tea-towels',
    name: 'Harbour Tea Towels',
    category: 'linen',
    kind: 'Kitchen linen',
    brand: 'Flaxfield',
    priceCents: 2200,
    summary: 'A pair that drinks up water: one banded in blue, one striped in green.',
    description:
      'Woven on a narrow loom with a proper selvedge and a hanging loop. Linen dries glass without leaving lint, and gets better at it with every wash.',
    details: [
      ['In the box', 'Two towels, 48 by 74 cm'],
      ['Cloth', '100 % linen, 220 g/m²'],
      ['Care', 'Wash at 60 °C'],
    ],
    optionName: 'Set',
    variants: [
      {
        sku: 'SM-202',
        label: 'Pair',
        image: 'harbour-tea-towels.svg',
        imageAlt: 'Two striped linen tea towels hanging on a peg rail',
        swatch: '#4f6c8c',
      },
    ],
  },
  {
    id: 'SM-203',
    slug: 'workroom-apron',
    name: 'Workroom Apron',
    category: 'linen',
    kind: 'Kitchen linen',
    brand: 'Flaxfield',
    priceCents: 5400,
    summary: 'Heavy rust-dyed linen with a split pocket and ties that reach round twice.',
    description:
      'Made for the pottery, borrowed by the kitchen. The cloth is dyed with iron and oak, so that stains only add to it. The neck strap runs through brass rings and fits anyone.',
    details: [
      ['Size', '88 cm long, 72 cm wide'],
      ['Cloth', '100 % linen, 310 g/m²'],
      ['Care', 'Wash at 40 °C, by itself the first time'],
    ],
    optionName: 'Colour',
    variants: [
      {
        sku: 'SM-203',
        label: 'Rust',
        image: 'workroom-apron.svg',
        imageAlt: 'Rust-coloured linen apron with a wooden spoon in its pocket',
        swatch: '#ac6c4b',
      },
    ],
  },
  {
    id: 'SM-204',
    slug: 'shoreline-throw',
    name: 'Shoreline Throw',
    category: 'linen',
    kind: 'Throws',
    brand: 'Dunlin Mill',
    priceCents: 13900,
    compareAtCents: 16500,
    summary: 'Undyed lambswool with a stripe of sea and a stripe of rust, fringed by hand.',
    description:
      'Spun and woven from one flock that grazes the sea wall. It is left in the colours of the sheep but for the two stripes, and finished in soft water so that it does not itch.',
    details: [
      ['Size', '140 by 190 cm and the fringe'],
      ['Cloth', '100 % lambswool'],
      ['Care', 'Air it; wool wash when it must be'],
    ],
    optionName: 'Colour',
    variants: [
      {
        sku: 'SM-204',
        label: 'Shoreline',
        image: 'shoreline-throw.svg',
        imageAlt: 'Striped wool throw, folded on an oak stool',
        swatch: '#5f7d88',
      },
    ],
  },
];
