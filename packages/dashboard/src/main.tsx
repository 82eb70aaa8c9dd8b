import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/parts.css';
import './styles/pages.css';
import { App } from './app.tsx';
import { followLinks } from './state/route.ts';
import './state/theme.ts';

followLinks();
const root = document.getElementById('app');
if (root) render(<App />, root);
