/** Requests, latency and partial answers of the last ten minutes. */

import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Charts } from "./api";
import { clockTime } from "./words";

type Series = Record<string, (number | null)[]>;

const HEIGHT = 150;
const COLOURS = ["--first", "--second", "--third"];

const style = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(names: string[], width: number): uPlot.Options {
  const times = (_plot: uPlot, ticks: number[]): string[] => ticks.map((tick) => clockTime(tick).slice(0, 5));
  const axis = { stroke: style("--muted"), grid: { stroke: style("--line"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    axes: [{ ...axis, values: times }, { ...axis, size: 44 }],
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(high, 1) * 1.1] } },
    series: [
      {},
      ...names.map((label, index) => ({
        label,
        stroke: style(COLOURS[index % COLOURS.length] ?? "--first"),
        width: 2,
        dash: index ? [6, 3 * index] : [],
        points: { show: true, size: 4 },
      })),
    ],
  };
}

/** The newest value that there is. */
const latest = (values: (number | null)[]): number | null => values.findLast((value) => value !== null) ?? null;

function Plot({ title, unit, times, series }: { title: string; unit: string; times: number[]; series: Series }) {
  const canvas = useRef<HTMLDivElement>(null);
  const names = Object.keys(series);
  useEffect(() => {
    const parent = canvas.current;
    if (!parent) return;
    const draw = (): uPlot => new uPlot(options(names, parent.clientWidth), [times, ...Object.values(series)], parent);
    let plot = draw();
    const redraw = (): void => {
      plot.destroy();
      plot = draw();
    };
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const resizing = new ResizeObserver(() => plot.setSize({ width: parent.clientWidth, height: HEIGHT }));
    scheme.addEventListener("change", redraw);
    resizing.observe(parent);
    return () => {
      scheme.removeEventListener("change", redraw);
      resizing.disconnect();
      plot.destroy();
    };
  }, [times, series]);
  return (
    <figure>
      <figcaption>
        {title} <small>{unit}</small>
      </figcaption>
      <div class="plot" ref={canvas} aria-hidden="true" />
      <dl class="legend">
        {names.map((name, index) => (
          <div key={name} class={`series-${index % COLOURS.length}`}>
            <dt>{name}</dt>
            <dd>{latest(series[name] ?? [])?.toFixed(1) ?? "–"}</dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

export function ChartPanel({ charts }: { charts: Charts | null }) {
  const times = charts?.times ?? [];
  return (
    <section class="panel charts" aria-labelledby="charts-title">
      <h2 id="charts-title">The last ten minutes</h2>
      <Plot title="Requests" unit="a second" times={times} series={charts?.requestsPerSecond ?? {}} />
      <Plot title="Latency" unit="ms" times={times} series={charts?.latencyMilliseconds ?? {}} />
      <Plot title="Partial answers" unit="in five seconds" times={times} series={charts?.partialAnswers ?? {}} />
    </section>
  );
}
