import "./style.css";
import { showLive } from "./live/page";
import type { PageDocument } from "./model";
import { showReport } from "./report";

const given = JSON.parse(document.getElementById("minima")!.textContent!) as PageDocument;
const page = document.getElementById("page")!;
if (given.mode === "report")
  showReport(page, given);
else
  showLive(page, given);
