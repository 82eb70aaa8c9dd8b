/** What tells one series of a metric from another. */
export type Labels = Readonly<Record<string, string | number>>;

/** A number that only grows, one series for each set of labels. Starts at 0 when `add` is called with 0. */
export class Counter {
  readonly #name: string;
  readonly #help: string;
  readonly #series = new Map<string, number>();

  constructor(name: string, help: string) {
    this.#name = name;
    this.#help = help;
  }

  add(by: number, labels: Labels = {}): void {
    const key = toText(labels);
    this.#series.set(key, (this.#series.get(key) ?? 0) + by);
  }

  /** The metric in Prometheus' text format (version 0.0.4). */
  expose(): string {
    const lines = [...this.#series].map(([labels, value]) => `${this.#name}${braced(labels)} ${value}`);
    return family({ name: this.#name, help: this.#help, type: 'counter', lines });
  }
}

interface Distribution {
  /** How many values fell under each bound, not counting those under a smaller one. */
  counts: number[];
  count: number;
  sum: number;
}

/** How values are spread over `bounds` (ascending; above the last there is always one more), per set of labels. */
export class Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, Distribution>();

  constructor(options: { name: string; help: string; bounds: readonly number[] }) {
    this.#name = options.name;
    this.#help = options.help;
    this.#bounds = options.bounds;
  }

  observe(value: number, labels: Labels = {}): void {
    const key = toText(labels);
    let series = this.#series.get(key);
    if (!series) {
      series = { counts: this.#bounds.map(() => 0), count: 0, sum: 0 };
      this.#series.set(key, series);
    }
    const place = this.#bounds.findIndex((bound) => value <= bound);
    if (place !== -1) series.counts[place] = (series.counts[place] ?? 0) + 1;
    series.count++;
    series.sum += value;
  }

  /** The metric in Prometheus' text format (version 0.0.4). */
  expose(): string {
    const lines = [...this.#series].flatMap(([labels, { counts, count, sum }]) => {
      let under = 0;
      const buckets = this.#bounds.map((bound, place) => {
        under += counts[place] ?? 0;
        return `${this.#name}_bucket${braced(labels, `le="${bound}"`)} ${under}`;
      });
      return [
        ...buckets,
        `${this.#name}_bucket${braced(labels, 'le="+Inf"')} ${count}`,
        `${this.#name}_sum${braced(labels)} ${sum}`,
        `${this.#name}_count${braced(labels)} ${count}`,
      ];
    });
    return family({ name: this.#name, help: this.#help, type: 'histogram', lines });
  }
}

/** A value as it is at this moment, in Prometheus' text format; `type` is `counter` for what only grows. */
export function exposeValue(metric: {
  name: string;
  help: string;
  type?: 'gauge' | 'counter';
  samples: readonly (readonly [value: number, labels?: Labels])[];
}): string {
  const { name, help, type = 'gauge', samples } = metric;
  const lines = samples.map(([value, labels = {}]) => `${name}${braced(toText(labels))} ${value}`);
  return family({ name, help, type, lines });
}

function family(metric: { name: string; help: string; type: string; lines: readonly string[] }): string {
  const { name, help, type, lines } = metric;
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines, ''].join('\n');
}

function toText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escape(String(value))}"`)
    .join(',');
}

function braced(...labels: readonly string[]): string {
  const text = labels.filter((label) => label !== '').join(',');
  return text === '' ? '' : `{${text}}`;
}

function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
