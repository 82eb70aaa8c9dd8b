import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { HourCounts } from '../../api/shapes.ts';
import { formatCount } from '../../format/number.ts';
import { formatHour } from '../../format/time.ts';
import { theme } from '../../state/theme.ts';
import { PARTS, stack } from './chart-series.ts';

const HEIGHT = 190;

/** Deliveries by hour and status as stacked bars, with the same as a table for those who cannot see them. */
export function HourChart({ hours }: { hours: HourCounts[] }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const shown = useRef(hours);
  shown.current = hours;
  const [at, setAt] = useState<number | null>(null);
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches;

  useEffect(() => {
    if (!place.current) return undefined;
    const made = draw(place.current, { hours: () => shown.current, onHover: setAt });
    plot.current = made;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) made.setSize({ width: entry.contentRect.width, height: HEIGHT });
    });
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      made.destroy();
    };
  }, [theme.value, isDark]);

  useEffect(() => {
    plot.current?.setData(dataOf(hours));
  }, [hours]);

  const hour = at === null ? undefined : hours[at];
  return (
    <div class="stack-s">
      <div class="row-spread small">
        <ul class="legend">
          {PARTS.map(({ name, colour, count }) => (
            <li key={name}>
              <span class={`swatch swatch${colour.slice(1)}`} aria-hidden="true" />
              {name}{' '}
              <span class="numeric soft">
                {formatCount(hour ? count(hour) : hours.reduce((sum, each) => sum + count(each), 0))}
              </span>
            </li>
          ))}
        </ul>
        <span class="soft numeric">{hour ? spanOf(hour) : 'The last 24 clock hours'}</span>
      </div>
      <div
        ref={place}
        class="chart"
        role="img"
        aria-label="Stacked bars of deliveries by hour; the table below has the numbers"
      />
      <details class="small">
        <summary>Show as a table</summary>
        <HourTable hours={hours} />
      </details>
    </div>
  );
}

function HourTable({ hours }: { hours: HourCounts[] }) {
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label="Deliveries by hour">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Hour</th>
            {PARTS.map(({ name }) => (
              <th key={name} scope="col" class="end">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {hours.map((hour) => (
            <tr key={hour.hour}>
              <th scope="row">{spanOf(hour)}</th>
              {PARTS.map(({ name, count }) => (
                <td key={name} class="end numeric">
                  {formatCount(count(hour))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function spanOf({ hour }: HourCounts): string {
  const start = new Date(hour);
  return `${formatHour(start)} to ${formatHour(new Date(start.getTime() + 3_600_000))}`;
}

function dataOf(hours: readonly HourCounts[]): uPlot.AlignedData {
  // uPlot draws series in order: the tallest first, the lower parts over it.
  return [hours.map((_, index) => index), ...stack(hours).toReversed()];
}

function draw(
  place: HTMLElement,
  { hours, onHover }: { hours: () => HourCounts[]; onHover: (index: number | null) => void },
): uPlot {
  const colour = (name: string): string => {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    place.append(probe);
    const resolved = getComputedStyle(probe).color;
    probe.remove();
    return resolved;
  };
  const bars = uPlot.paths.bars?.({ size: [0.72, 42], radius: 0.12 });
  const soft = colour('--soft');
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  return new uPlot(
    {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: (_, min, max) => [min - 0.5, max + 0.5] },
        y: { range: (_, __, max) => [0, Math.max(5, max * 1.05)] },
      },
      axes: [
        {
          stroke: soft,
          font,
          size: 28,
          grid: { show: false },
          ticks: { show: false },
          splits: () =>
            hours()
              .map((_, index) => index)
              .filter((index) => (hours().length - 1 - index) % 4 === 0),
          values: (_, splits) => splits.map((index) => formatHour(new Date(hours()[index]?.hour ?? 0))),
        },
        {
          stroke: soft,
          font,
          size: 44,
          grid: { stroke: colour('--line'), width: 1 },
          ticks: { show: false },
          values: (_, splits) => splits.map((value) => (Number.isInteger(value) ? formatCount(value) : '')),
        },
      ],
      series: [
        {},
        ...PARTS.toReversed().map((part): uPlot.Series => ({
          label: part.name,
          fill: colour(part.colour),
          width: 0,
          points: { show: false },
          ...(bars ? { paths: bars } : {}),
        })),
      ],
      hooks: { setCursor: [(self) => onHover(self.cursor.idx ?? null)] },
    },
    dataOf(hours()),
    place,
  );
}
