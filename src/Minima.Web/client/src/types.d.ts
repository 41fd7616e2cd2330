declare module "*.css";
declare module "plotly.js/lib/*";
