/**
 * What outlives a session, and what comes from elsewhere: trained models as files ({@link
 * unrolled.io.ModelFile}), and weights in and out in the order and the shapes of {@link
 * unrolled.io.PyTorch}, {@link unrolled.io.Keras} and {@link unrolled.io.Onnx}.
 *
 * <pre>{@code
 * // an ONNX operator: tensors as nested arrays, attributes by name
 * Onnx lstm = Onnx.lstm(w, r, b, p).direction("bidirectional");   // [2,4n,in] [2,4n,n] [2,8n] [2,3n]
 * Onnx.Answer a = lstm.run(x, sequenceLens, initialH, initialC);  // [T,B,in] [B] [2,B,n] [2,B,n]
 * a.y                                                             // [T,2,B,n]; a.yH, a.yC [2,B,n]
 * Onnx gru = Onnx.gru(w, r, null).linearBeforeReset(1);           // what is optional may be null
 * Recurrent layer = gru.layer();                                  // to train; Onnx.of(layer) is the way back
 *
 * // an nn.LSTM that Python saved with safetensors.torch.save_file(lstm.state_dict(), file)
 * Recurrent deep = PyTorch.lstm(ModelFile.read(Path.of("lstm.safetensors")));
 * Map<String, DMatrixRMaj> back = PyTorch.weights(deep);
 *
 * // a Keras layer's get_weights()
 * GruResetAfter cell = Keras.gru(kernel, recurrentKernel, bias);
 * List<DMatrixRMaj> again = Keras.weights(cell);
 * }</pre>
 *
 * <p>The order of the gates' blocks, from left to right or from top to bottom:
 *
 * <pre>
 *              here     PyTorch   Keras     ONNX
 *   LSTM       i f g o  i f g o   i f c o   i o f c
 *   GRU        r z g    r z n     z r h     z r h
 *   shape of W in×kn    kn×in     in×kn     kn×in
 * </pre>
 */
package unrolled.io;
