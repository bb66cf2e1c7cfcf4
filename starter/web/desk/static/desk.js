// What every page of the desk can do. Pages work without it; with it they are live and quick.

import { listen } from "./live.js";
import { keys } from "./keys.js";
import { copying } from "./copy.js";
import { palette } from "./palette.js";

listen();
keys();
palette();
copying();
