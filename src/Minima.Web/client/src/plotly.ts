import core from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import heatmap from "plotly.js/lib/heatmap";
import contour from "plotly.js/lib/contour";
import surface from "plotly.js/lib/surface";
core.register([bar, heatmap, contour, surface]);
export const Plotly = core;
