import "./style.css";
import { Plotly } from "./plotly";

console.log(Plotly);
