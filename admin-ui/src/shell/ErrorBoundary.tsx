/** Holds a page that broke, so that the rest of the admin goes on. */

import { Component, type ComponentChildren } from "preact";

interface Props {
  /** The address that the children belong to: another one gets another chance. */
  readonly path: string;
  readonly children: ComponentChildren;
}

/** The children, or what to do when they cannot be drawn. */
export class ErrorBoundary extends Component<Props, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static override getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override componentDidCatch(error: unknown): void {
    // The one place where what broke can be read.
    reportError(error);
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.error !== null && before.path !== this.props.path) {
      this.setState({ error: null });
    }
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <>
        <div class="bar">
          <h1>This page broke</h1>
        </div>
        <p class="lead">
          That is a fault of ours; nothing that was saved is lost. Load the page
          again, or go on elsewhere.
        </p>
        <button
          type="button"
          class="primary"
          onClick={() => location.reload()}
        >
          Load again
        </button>
      </>
    );
  }
}
