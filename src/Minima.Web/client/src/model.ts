// What the program writes for the page. C# writes each shape in src/Minima.Web/Documents, under the same names.
// Numbers have all their digits; one that is not finite is null. Pictures are base64: pixels of digits as bytes (0 paper, 255 ink),
// pixels of hidden units as signed bytes (127 is the unit's `scale`).

export type PageDocument = ReportDocument | LiveDocument;

/** A report: everything is in it. */
export interface ReportDocument {
  mode: "report";
  version: string;
  title: string;
  /** The command that made it, and what each part of it rests on. */
  commands: string[];
  data: DataDocument;
  runs: RunDocument[];
  /** Every two runs, in the order of the runs. */
  pairs: PairDocument[];
  /** The ways of all runs in their principal plane: raw, and for several runs aligned. Empty: not computed. */
  planes: PlaneDocument[];
  /** Remarks a reader should know, such as "the runs have other shapes". */
  remarks: string[];
}

/** A folder of runs, served. The rest is asked for. */
export interface LiveDocument {
  mode: "live";
  version: string;
  /** The folder's name, for the heading. */
  folder: string;
  /** Whether runs can be started, stopped and continued. */
  canTrain: boolean;
  /** What `data` of a new run may be, such as ["auto", "mnist", "digits"]. */
  data: string[];
}

export interface DataDocument {
  name: string;
  description: string;
  fingerprint: string;
  classes: number;
  train: number;
  valid: number;
  test: number;
}

export type RunState = "complete" | "stopped-early" | "diverged" | "unfinished" | "training" | "waiting";

/** What the list of a served folder says of a run. */
export interface RunSummary {
  /** The folder's path below the served one, with "/": names the run in every request. */
  name: string;
  state: RunState;
  shape: string;
  /** Epochs done, and asked for. */
  epoch: number;
  epochs: number;
  testErrors: number | null;
  validErrors: number | null;
  /** Of an autoencoder, which makes no errors: the cost of what uncorrupted examples are given back as, nats. */
  testCost: number | null;
  dataName: string;
  /** Epochs of which there is a snapshot. */
  snapshots: number[];
  /** Why it cannot be read or went wrong; null: it did not. */
  problem: string | null;
  /** Grows with each change: of two summaries of a run, the one with the lower order is older, whichever comes first. */
  order: number;
}

export interface RunDocument {
  name: string;
  /** Of a served run: why no snapshot was tested, where that is so. */
  remark?: string | null;
  folder: string;
  state: RunState;
  shape: string;
  epochs: number;
  snapshots: number[];
  /** The command that makes the same run. */
  command: string;
  /** Option and value, in words, in the order to be shown. */
  configuration: { name: string; value: string }[];
  identity: string;
  version: string;
  dataName: string;
  dataFingerprint: string;
  metrics: MetricsDocument;
  /** L2 from each snapshot to the run's last one. */
  distances: DistancesDocument;
  /** What each snapshot makes of the test set; null where it was not measured. */
  test: TestDocument | null;
  /** The first hidden layer as pictures; null where its inputs are no picture. */
  units: UnitsDocument | null;
}

/** Columns of equal length. */
export interface MetricsDocument {
  epoch: number[];
  trainCost: (number | null)[];
  validErrors: (number | null)[];
  testErrors: (number | null)[];
  /** Of an autoencoder the costs of what it gives back, nats an example; its errors are 0 and mean nothing. Otherwise null. */
  reconstruction: { valid: (number | null)[]; test: (number | null)[] } | null;
  seconds: (number | null)[];
}

/** A column for each parameter; the last one is "total". */
export interface DistancesDocument {
  epochs: number[];
  columns: { name: string; l2: (number | null)[]; relative: (number | null)[]; cosine: (number | null)[] }[];
}

export interface TestDocument {
  examples: number;
  /** Snapshots, and what each makes of the test set. */
  epochs: number[];
  errors: number[];
  loss: (number | null)[];
  /** Digits that the last snapshot reads wrongly, by index. */
  digits: {
    width: number;
    height: number;
    index: number[];
    truth: number[];
    /** For each digit the probability that the last snapshot gives to what it says. */
    probability: number[];
    /** [digit][height][width], bytes. */
    pixels: string;
  };
  /** What each snapshot says of these digits: [epoch][digit]. */
  says: number[][];
}

export interface UnitsDocument {
  layer: string;
  width: number;
  height: number;
  /** Units of the layer. */
  count: number;
  /** The last snapshot: all units, or where the report would become too large those with the largest outgoing weights. */
  last: UnitPictures;
  /** The sixteen units with the largest outgoing weights at the last snapshot, along the snapshots. */
  along: { units: number[]; frames: { epoch: number; scale: number[]; pixels: string }[] };
}

export interface UnitPictures {
  epoch: number;
  units: number[];
  /** Norm of each unit's outgoing weights. */
  outgoing: number[];
  /** The largest absolute weight of each. */
  scale: number[];
  /** [unit][height][width], signed bytes. */
  pixels: string;
}

export type VerdictWord =
  | "untrained" | "not-comparable" | "identical" | "same-function" | "same-basin" | "connected" | "different" | "no-symmetry-found";

/** The answer to "did both find the same minimum?" */
export type Answer = "yes" | "nearly" | "no" | "open" | "none";

export interface PairDocument {
  /** Names of runs, or of snapshots such as "zero@500". */
  a: string;
  b: string;
  epochA: number | null;
  epochB: number | null;
  verdict: VerdictWord;
  answer: Answer;
  /** For one who knows nothing of the matter. */
  headline: string;
  plain: string[];
  /** How sure that is, point by point. */
  certainty: { title: string; text: string }[];
  /** For one who does: the sentence of `minima compare`. */
  sentence: string;
  rules: RuleDocument[];
  /** Null where they have other shapes. */
  alignment: AlignmentDocument | null;
  lines: LineDocument[];
  /** Index into `lines` of the lowest. */
  best: number;
  functions: FunctionsDocument;
  layers: { layer: string; cka: number | null }[];
  /** Epoch by epoch; null for two single snapshots. */
  course: CourseDocument | null;
}

export interface RuleDocument {
  verdict: VerdictWord;
  figure: string;
  raw: number | null;
  aligned: number | null;
  relation: "at-most" | "below" | "at-least";
  threshold: number | null;
  isShare: boolean;
  met: boolean | null;
}

export interface AlignmentDocument {
  /** Raw, permuted, aligned and with softmax's shift removed: a row for each parameter, the last one "total". */
  distances: { name: string; raw: number; permuted: number; aligned: number; shiftRemoved: number; cosineRaw: number | null; cosineAligned: number | null }[];
  overlap: number;
  rawOverlap: number;
  nullMean: number;
  nullDeviation: number;
  nullDraws: number;
  control: { raw: number; aligned: number; rawOverlap: number; overlap: number };
  recognised: { layer: string; recognised: number; of: number; threshold: number }[];
  /** The first hidden layer: unit i of A is matched by unit `unit[i]` of B, times `sign[i]`. */
  matching: { layer: string; unit: number[]; sign: number[]; cosine: number[] } | null;
}

export interface LineDocument {
  name: string;
  meaning: string;
  t: number[];
  trainLoss: (number | null)[];
  trainCost: (number | null)[];
  trainError: (number | null)[];
  testLoss: (number | null)[];
  testError: (number | null)[];
  top: { t: number; trainLoss: number | null } | null;
  /** Loss and cost in nats, errors as fractions. */
  barrier: { trainLoss: number | null; trainCost: number | null; trainError: number | null; testLoss: number | null; testError: number | null };
  costRise: number | null;
  /** 95 % interval of the error barrier on the test set, as fractions; null where it was not computed. */
  testErrorInterval: { low: number; high: number } | null;
}

export interface FunctionsDocument {
  examples: number;
  errorsA: number;
  errorsB: number;
  lossA: number | null;
  lossB: number | null;
  differ: number;
  bothWrong: number;
  sameWrong: number;
  onlyA: number;
  onlyB: number;
  p: number | null;
  differIfIndependent: number;
  bothWrongIfIndependent: number;
}

export interface CourseDocument {
  parting: string;
  epochs: number[];
  verdicts: VerdictWord[];
  /** Distances between the runs, as they are and aligned. */
  raw: DistancesDocument;
  aligned: DistancesDocument;
  rawOverlap: (number | null)[];
  overlap: (number | null)[];
  /** Barriers of five-point lines. */
  rawErrorBarrier: (number | null)[];
  errorBarrier: (number | null)[];
  rawLossBarrier: (number | null)[];
  lossBarrier: (number | null)[];
  /** The lines themselves: for each epoch the values at `t`. */
  t: number[];
  rawLine: { trainLoss: (number | null)[][]; trainError: (number | null)[][]; testError: (number | null)[][] };
  line: { trainLoss: (number | null)[][]; trainError: (number | null)[][]; testError: (number | null)[][] };
}

export interface PlaneDocument {
  name: "raw" | "aligned";
  /** Share of the variance that the first components show. */
  explained: number[];
  runs: { name: string; epochs: number[]; x: number[]; y: number[]; off: number[] }[];
  /** The loss on the plane; null where it was not computed. */
  surface: { x: number[]; y: number[]; trainLoss: (number | null)[][] | null; testLoss: (number | null)[][] | null } | null;
}

// ---- what a served page asks for; all paths are relative to the page, which lies at /TOKEN/ ----

/** GET api/runs */
export interface RunsAnswer { runs: RunSummary[] }

/** GET api/run?name=NAME gives a RunDocument. POST api/compare with a CompareRequest gives a PairDocument (course null). */
export interface CompareRequest { a: string; b: string }

/** POST api/digit?run=NAME with a square drawing of 28 to 512 pixels a side (application/octet-stream: row by row, 0 paper, 255 ink), or api/picture?run=NAME with a PNG or PGM file. */
export interface ReadingAnswer {
  epochs: number[];
  /** [snapshot][class]. */
  probabilities: (number | null)[][];
  /** What was read, as the network sees it: width * height bytes, base64. */
  width: number;
  height: number;
  pixels: string;
  /** What was noticed in the picture; null: nothing. */
  remark: string | null;
}

/** POST api/train: a new run. Members left out have the defaults of `minima train`. Answer: RunSummary. */
export interface TrainRequest {
  name: string;
  data: string;
  epochs: number;
  saveEvery: number;
  hidden: number[];
  activation: "tanh" | "sigmoid" | "relu";
  outputInit: "zero" | "random";
  hiddenSeed: number;
  outputSeed: number;
  learningRate: number;
  batchSize: number;
  l2: number;
}

/** POST api/stop and POST api/continue; epochs: go on to that many. Answer: RunSummary. */
export interface RunRequest { run: string; epochs?: number }

/** Any answer outside 2xx. */
export interface ErrorAnswer { error: string }

/** GET api/events: server-sent events; `event` is the name, `data` the JSON. A comment line at least every 15 s. */
export interface LiveEvents {
  /** A run is new or its summary has changed (state, snapshots, problem). */
  run: RunSummary;
  /** A run is gone; `order` as of a RunSummary. */
  gone: { name: string; order: number };
  /** Epochs have ended: rows of metrics, by column. Where there are very many the first of them are left out. */
  metrics: { run: string } & MetricsDocument;
  /** How far a training of this server has come within its epoch, and the time that it still needs; `remark` is a sentence to be shown once. */
  training: { run: string; epoch: number; epochs: number; fraction: number; secondsLeft: number | null; remark: string | null };
  /** How far a comparison has come that this page asked for. */
  work: { a: string; b: string; done: number; text: string };
}
