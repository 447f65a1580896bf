/** The page: language and theme, then the app; the headless API stands beside it on `collapseLab`. */
import './ui/style.css';
import { EXPERIMENTS } from './experiments/registry';
import * as lab from './lab';
import { App } from './ui/app';
import { preferredLanguage, setLanguage } from './ui/language';
import { preferredTheme, setTheme } from './ui/theme';
import { decodeState } from './ui/url';

const { extras } = decodeState(location.hash, EXPERIMENTS);
setTheme(preferredTheme(extras.theme), { remember: false });
setLanguage(preferredLanguage(extras.language), { remember: false });

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element #app');
const app = new App(root);

Object.assign(globalThis, { collapseLab: { ...lab, app } });
