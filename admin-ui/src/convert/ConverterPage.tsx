/** The converter: one amount in many currencies, each with where its rate comes from. */

import {
  useComputed,
  useModel,
  useSignal,
  useSignalEffect,
} from "@preact/signals";
import { useLocation } from "preact-iso";
import { useEffect } from "preact/hooks";
import { useModels } from "../models.ts";
import { moved } from "../order.ts";
import { copyText } from "../shell/copy_text.ts";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Icon } from "../shell/Icon.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { useFocusAfter } from "../shell/use_focus_after.ts";
import { usePage } from "../shell/use_page.ts";
import { formatDecimal } from "../text/decimals.ts";
import { figures as figureLocale } from "../text/reader.ts";
import { AmountField } from "./AmountField.tsx";
import { ConverterModel, figuresOf } from "./converter_model.ts";
import { CurrencyPicker } from "./CurrencyPicker.tsx";
import { DayField } from "./DayField.tsx";
import {
  fromSearch,
  hasQuestion,
  swapped,
  toSearch,
  withSource,
} from "./question.ts";
import { TargetRow } from "./TargetRow.tsx";

/** The page. */
export function ConverterPage() {
  usePage("Converter");
  const { client, currencies, spoken } = useModels();
  const { url, route } = useLocation();
  const model = useModel(() =>
    new ConverterModel(client, { currencies, search: location.search })
  );
  const exact = useSignal(false);
  const arranging = useSignal(false);
  const focus = useFocusAfter();
  const question = model.question.value;
  const search = useComputed(() => toSearch(model.question.value));
  const { targets, source } = question;

  // The address follows the question, and the question an address that somebody opened here.
  useEffect(() => {
    const opened = new URL(url, location.origin).search;
    if (!hasQuestion(opened) || opened === search.peek()) return;
    model.change(fromSearch(opened, model.question.peek()));
  }, [url]);
  useEffect(() => {
    route(`/admin/convert${search.value}`, true);
  }, [search.value, url]);
  useEffect(() => {
    const again = () => {
      if (model.answer.peek().status === "failed") model.askAgain();
    };
    addEventListener("online", again);
    return () => removeEventListener("online", again);
  }, [model]);
  useSignalEffect(() => {
    const answer = model.answer.value;
    if (answer.status === "ready") {
      spoken.value = [...answer.figures.results.values()]
        .map((one) => `${formatDecimal(one.amount, figureLocale)} ${one.name}`)
        .join(", ");
    }
  });

  const listing = currencies.state.value;
  if (listing.status === "error") {
    return (
      <>
        <div class="bar">
          <h1>Converter</h1>
        </div>
        <FailureNote
          failure={listing.failure}
          title="The currencies cannot be loaded."
          onRetry={() => void currencies.load()}
        />
      </>
    );
  }
  const ready = listing.status === "ready";
  const answer = model.answer.value;
  const figures = figuresOf(answer);
  const known = model.known.value;
  const free = currencies.enabled.value.filter(({ code }) =>
    code !== source && !targets.includes(code)
  );

  function move(code: string, by: number, from: string): void {
    const next = moved(targets, code, by);
    if (next === targets) return;
    model.change({ ...question, targets: next });
    spoken.value = `${code} is now ${
      next.indexOf(code) + 1
    } of ${targets.length}`;
    focus(from);
  }

  function remove(code: string): void {
    const at = targets.indexOf(code);
    const next = targets.filter((one) => one !== code);
    model.change({ ...question, targets: next });
    spoken.value = `${code} removed`;
    const neighbour = next[Math.min(at, next.length - 1)];
    focus(neighbour ? `remove-${neighbour}` : "add-target");
  }

  async function copy(text: string, what: string): Promise<void> {
    spoken.value = await copyText(text)
      ? `${what} copied`
      : `${what} cannot be copied here`;
  }

  return (
    <>
      <div class="bar">
        <h1>Converter</h1>
        <div class="actions">
          <button
            type="button"
            class="plain"
            aria-pressed={exact.value}
            onClick={() => exact.value = !exact.value}
          >
            {exact.value ? "Hide exact digits" : "Exact digits"}
          </button>
          <CopyButton onCopy={() => copy(location.href, "Link")} />
        </div>
      </div>
      <form class="ask" onSubmit={(event) => event.preventDefault()}>
        <AmountField
          amount={question.amount}
          minorUnits={currencies.byCode.value.get(source)?.minor_units ?? 0}
          onChange={(amount) => model.change({ ...question, amount })}
          onEnter={model.askAgain}
        >
          <CurrencyPicker
            id="source"
            label={`Convert from ${source}, choose another currency`}
            class="source"
            currencies={currencies.enabled.value}
            current={source}
            onPick={(code) => model.change(withSource(question, code))}
          >
            {source}
            <Icon name="open" />
          </CurrencyPicker>
          <span class="quiet sourcename">
            {currencies.byCode.value.get(source)?.name}
          </span>
        </AmountField>
        <DayField
          date={question.date}
          onChange={(date) => model.change({ ...question, date })}
        />
      </form>
      {ready && !known.has(source) && (
        <div class="note warn">
          <p>
            <strong>{source} cannot be asked for here.</strong>{" "}
            Choose another currency, or{" "}
            <a href="/admin/currencies">enable it</a>.
          </p>
        </div>
      )}
      {answer.status === "failed" && (
        <FailureNote
          failure={answer.failure}
          title={answer.figures
            ? "These figures may be out of date."
            : "There is no answer."}
          onRetry={model.askAgain}
        />
      )}
      {ready
        ? (
          <ol
            class={`targets${arranging.value ? " arranging" : ""}`}
            aria-label="Amounts"
            aria-busy={answer.status === "asking"}
          >
            {targets.map((code, place) => (
              <TargetRow
                key={code}
                code={code}
                place={place}
                count={targets.length}
                known={known.has(code)}
                figures={figures}
                answer={answer.status}
                exact={exact.value}
                onMove={move}
                onRemove={remove}
                onCopy={copy}
              />
            ))}
          </ol>
        )
        : <Skeleton rows={targets.length} label="Loading the currencies" />}
      {ready && targets.length === 0 && (
        <p class="empty quiet">
          No currency is chosen. Add the first to see the amount in it.
        </p>
      )}
      <div class="under">
        <CurrencyPicker
          id="add-target"
          label="Add a currency"
          class="button"
          currencies={free}
          current={null}
          onPick={(code) => {
            model.change({ ...question, targets: [...targets, code] });
            spoken.value = `${code} added`;
          }}
        >
          Add a currency
        </CurrencyPicker>
        <button
          type="button"
          class="plain"
          disabled={targets.length === 0}
          onClick={() => model.change(swapped(question))}
        >
          Swap{targets[0] && ` ${source} and ${targets[0]}`}
        </button>
        <button
          type="button"
          class="plain arrange"
          aria-pressed={arranging.value}
          onClick={() => arranging.value = !arranging.value}
        >
          {arranging.value ? "Done" : "Arrange"}
        </button>
      </div>
    </>
  );
}

/** Copies the address, and says for a moment that it did. */
function CopyButton({ onCopy }: { readonly onCopy: () => Promise<void> }) {
  const copied = useSignal(false);
  useSignalEffect(() => {
    if (!copied.value) return;
    const timer = setTimeout(() => copied.value = false, 2_000);
    return () => clearTimeout(timer);
  });
  return (
    <button
      type="button"
      class="plain"
      onClick={() => void onCopy().then(() => copied.value = true)}
    >
      {copied.value ? "Copied" : "Copy link"}
    </button>
  );
}
