/**
 * Everything that a notebook shows: charts, heat maps, the unrolled net, tables, the progress of a
 * training. The only package that draws, that writes HTML, and that talks to the notebook's kernel,
 * through two functions that the notebook's first cell hands to {@link unrolled.show.Show}.
 *
 * <p>A figure is made in one expression that ends with {@code show("…")}, which takes the text that
 * stands in for the picture when it can't be seen:
 *
 * <pre>{@code
 * new Lines("Forty steps back, tanh has forgotten")
 *     .x("lag (steps)").logY("norm of the state's gradient")
 *     .line("tanh", tanh).line("LSTM", lstm)
 *     .show("Two lines over the lag: tanh falls to 1e-18, LSTM stays near 1.");
 * }</pre>
 */
package unrolled.show;
