package io.tidecast.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** ONNX Runtime for Java on one thread. Outputs and states are tensors made once, over memory it writes to; the input, new with each call, is made from the caller's array. */
final class OnnxContender implements Contender {
    private final Case work;
    private final OrtSession session;
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final FloatBuffer x;
    private final long[] xShape;
    private final FloatBuffer y;
    private final Map<String, OnnxTensor> thereIn = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> thereOut = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> backIn = new LinkedHashMap<>();
    private final Map<String, OnnxTensor> backOut = new LinkedHashMap<>();
    private boolean back;

    OnnxContender(Case work) {
        this.work = work;
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
        return "onnx";
    }

    /** A step's state goes to and fro between two tensors; a window always begins with the one that stays zero. */
    @Override
    public void run() {
        Map<String, OnnxTensor> in = back ? backIn : thereIn;
        try (OnnxTensor input = OnnxTensor.createTensor(environment, x, xShape)) {
            in.put("x", input);
            session.run(in, back ? backOut : thereOut).close();
            back = work.work() == Work.STEP && !back;
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed", e);
        }
    }

    @Override
    public float[] outputs() {
        float[] values = new float[y.capacity()];
        y.rewind();
        y.get(values);
        return values;
    }
}
