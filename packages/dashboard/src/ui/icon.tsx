const PATHS = {
  overview: 'M3 12h4l3 8 4-16 3 8h4',
  events: 'M4 6h16M4 12h16M4 18h10',
  destinations: 'M5 12h14M13 6l6 6-6 6',
  rules: 'M6 4v6M6 14v6M12 4v2M12 10v10M18 4v10M18 18v2M4 12h4M10 8h4M16 16h4',
  install: 'M8 8l-4 4 4 4M16 8l4 4-4 4M14 5l-4 14',
  settings:
    'M12 9a3 3 0 100 6 3 3 0 000-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.1 2.1M16.3 16.3l2.1 2.1M18.4 5.6l-2.1 2.1M7.7 16.3l-2.1 2.1',
  start: 'M5 12l4 4L19 6',
  check: 'M5 12.5l4.5 4.5L19 7',
  cross: 'M6 6l12 12M18 6L6 18',
  pause: 'M8 5v14M16 5v14',
  dash: 'M5 12h14',
  clock: 'M12 7v5l3 2M12 3a9 9 0 100 18 9 9 0 000-18z',
  repeat: 'M4 12a8 8 0 0113.7-5.6L20 9M20 4v5h-5M20 12a8 8 0 01-13.7 5.6L4 15M4 20v-5h5',
  warning: 'M12 4l9 16H3zM12 10v4M12 17v.01',
  info: 'M12 11v6M12 7v.01M12 3a9 9 0 100 18 9 9 0 000-18z',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  sun: 'M12 8a4 4 0 100 8 4 4 0 000-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6L19 19M19 5l-1.4 1.4M6.4 17.6L5 19',
  moon: 'M20 14.5A8.5 8.5 0 119.5 4a7 7 0 0010.5 10.5z',
  screen: 'M4 5h16v11H4zM9 20h6',
  leave: 'M14 4H5v16h9M10 12h11M17 8l4 4-4 4',
  search: 'M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l5 5',
  keyboard: 'M3 7h18v10H3zM7 11v.01M11 11v.01M15 11v.01M8 14h8',
  back: 'M19 12H5M11 6l-6 6 6 6',
  send: 'M4 12l16-8-6 16-3-7z',
  eye: 'M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12zM12 9a3 3 0 100 6 3 3 0 000-6z',
  plus: 'M12 5v14M5 12h14',
  download: 'M12 4v11M7 10l5 5 5-5M5 20h14',
} as const;

export type IconName = keyof typeof PATHS;

/** A line drawing beside words; it says nothing by itself. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
