declare module "*.css";
declare module "plotly.js/lib/*" {
  const module: any;
  export default module;
}
