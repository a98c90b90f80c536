/** The converter: one amount in many currencies, each with where its rate comes from. */

import { useModel, useSignal, useSignalEffect } from "@preact/signals";
import { useModels } from "../models.ts";
import { CopyLinkButton } from "../shell/CopyLinkButton.tsx";
import { FailureNote } from "../shell/FailureNote.tsx";
import { Skeleton } from "../shell/Skeleton.tsx";
import { useAddress } from "../shell/use_address.ts";
import { usePage } from "../shell/use_page.ts";
import { useWhenHere } from "../shell/use_when_here.ts";
import { formatDecimal } from "../text/decimals.ts";
import { figures as figureLocale } from "../text/reader.ts";
import { ConverterModel } from "./converter_model.ts";
import { fromSearch, hasQuestion, toSearch } from "./question.ts";
import { QuestionForm } from "./QuestionForm.tsx";
import { TargetActions } from "./TargetActions.tsx";
import { TargetList } from "./TargetList.tsx";

/** The page. */
export function ConverterPage() {
  usePage("Converter");
  const { client, currencies, spoken } = useModels();
  const model = useModel(() =>
    new ConverterModel(client, { currencies, search: location.search })
  );
  const exact = useSignal(false);
  const arranging = useSignal(false);
  const { question, change } = model;
  useAddress({
    path: "/admin/convert",
    question,
    toSearch,
    fromSearch: (search, otherwise) =>
      hasQuestion(search) ? fromSearch(search, otherwise) : null,
    change,
  });
  useWhenHere(() => {
    if (model.answer.peek().status === "failed") model.askAgain();
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
  return (
    <>
      <div class="bar">
        <h1>Converter</h1>
        <div class="actions">
          <button
            type="button"
            class="plain"
            onClick={() => exact.value = !exact.value}
          >
            {exact.value ? "Hide exact digits" : "Exact digits"}
          </button>
          <CopyLinkButton />
        </div>
      </div>
      <QuestionForm
        question={question.value}
        known={currencies.known.value}
        onChange={change}
        onEnter={model.askAgain}
      />
      {ready && answer.status === "failed" && (
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
          <TargetList
            model={model}
            exact={exact.value}
            arranging={arranging.value}
          />
        )
        : (
          <Skeleton
            rows={question.value.targets.length}
            label="Loading the currencies"
          />
        )}
      <TargetActions
        question={question.value}
        onChange={change}
        arranging={arranging.value}
        onArrange={(on) => arranging.value = on}
      />
    </>
  );
}
