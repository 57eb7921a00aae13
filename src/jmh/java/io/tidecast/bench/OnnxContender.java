package io.tidecast.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * ONNX Runtime for Java on one thread. The output is a tensor made once, over memory it writes to; the input, new with
 * each call, is made from the caller's array.
 */
final class OnnxContender implements Contender {
    /** How a state goes from one call to the next. */
    enum State {
        /** To and fro between two tensors made once. */
        PINNED,
        /** As a tensor that the call returns and the next is given, the simplest way with the library. */
        RETURNED
    }

    private final Case work;
    private final State form;
    private final OrtSession session;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final FloatBuffer x;
    private final long[] xShape;
    private final FloatBuffer y;
    private final Map<String, OnnxTensor> thereIn = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> thereOut = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> backIn = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> backOut = new LinkedHashMap<>();
    private final Set<String> returned = new LinkedHashSet<>();
    private Optional<OrtSession.Result> last = Optional.empty();
    private boolean back;

    OnnxContender(Case work, State form) {
        this.work = work;
        this.form = form;
        this.x = FloatBuffer.wrap(work.timeMajor());
        this.xShape = new long[] {work.steps(), work.batch(), work.shape().features};
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(OnnxModel.of(work), options);
            long batch = work.batch();
            y = buffer((int) batch * Shape.HORIZON);
            OnnxTensor out = OnnxTensor.createTensor(environment, y, new long[] {batch, Shape.HORIZON});
            thereOut.put("y", out);
            backOut.put("y", out);
            for (int layer = 0; layer < work.shape().layers; layer++) {
                int room = (int) batch * work.shape().units;
                OnnxTensor even = tensor(environment, new float[room], 1, batch, work.shape().units);
                OnnxTensor odd = tensor(environment, new float[room], 1, batch, work.shape().units);
                thereIn.put("state" + layer, even);
                thereOut.put("next" + layer, odd);
                backIn.put("state" + layer, odd);
                backOut.put("next" + layer, even);
                if (form == State.RETURNED) {
                    returned.add("next" + layer);
                }
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime refuses the model", e);
        }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, float[] values, long... dimensions)
            throws OrtException {
        FloatBuffer buffer = buffer(values.length);
        buffer.put(values).rewind();
        return OnnxTensor.createTensor(environment, buffer, dimensions);
    }

    private static FloatBuffer buffer(int floats) {
        return ByteBuffer.allocateDirect(Float.BYTES * floats)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    @Override
    public String name() {
        return form == State.PINNED ? "onnx" : "onnx-returned";
    }

    @Override
    public void run() {
        try (OnnxTensor input = OnnxTensor.createTensor(environment, x, xShape)) {
            if (form == State.PINNED) {
                toAndFro(input);
            } else {
                feedOn(input);
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed", e);
        }
    }

    /** A window always begins with the state that stays zero. */
    private void toAndFro(OnnxTensor input) throws OrtException {
        Map<String, OnnxTensor> in = back ? backIn : thereIn;
        in.put("x", input);
        session.run(in, back ? backOut : thereOut).close();
        back = work.work() == Work.STEP && !back;
    }

    private void feedOn(OnnxTensor input) throws OrtException {
        thereIn.put("x", input);
        OrtSession.Result result = session.run(thereIn, returned, Map.of("y", thereOut.get("y")));
        for (int layer = 0; layer < returned.size(); layer++) {
            thereIn.put("state" + layer, (OnnxTensor) result.get("next" + layer).orElseThrow());
        }
        last.ifPresent(OrtSession.Result::close);
        last = Optional.of(result);
    }

    @Override
    public float[] outputs() {
        float[] values = new float[y.capacity()];
        y.rewind();
        y.get(values);
        return values;
    }
}
