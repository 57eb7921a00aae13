package io.tidecast.interchange;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.tidecast.model.Forecaster;
import io.tidecast.series.Scale;
import io.tidecast.series.Segment;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Run of an exported model by ONNX Runtime, on the same window as the model itself. */
public final class OnnxRun {
    private OnnxRun() {}

    /**
     * What it forecasts, [targets, horizon].
     *
     * @param segment with one step before the window
     * @param calendar covariates of the window's steps
     */
    public static float[] forecast(byte[] file, Forecaster model, Segment segment, Scale scale, float[] calendar)
            throws OrtException {
        int window = model.manifest().window();
        int features = segment.features();
        int from = segment.steps() - window;
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession session = environment.createSession(file)) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            for (String name : session.getInputNames()) {
                switch (name) {
                    case "window" -> {
                        boolean levels = model.manifest().levels() != null;
                        int first = levels ? from : from - 1;
                        double[] values =
                                Arrays.copyOfRange(segment.values(), first * features, segment.values().length);
                        inputs.put(name, tensor(environment, single(values), 1, segment.steps() - first, features));
                    }
                    case "observed" -> {
                        float[] ones = new float[window * features];
                        for (int i = 0; i < ones.length; i++) {
                            ones[i] = segment.observed()[from * features + i] ? 1 : 0;
                        }
                        inputs.put(name, tensor(environment, ones, 1, window, features));
                    }
                    case "calendar" ->
                        inputs.put(name, tensor(environment, calendar, 1, window, calendar.length / window));
                    case "mean" -> inputs.put(name, tensor(environment, single(scale.mean()), 1, features));
                    case "std" -> inputs.put(name, tensor(environment, scale.std(), 1, features));
                    case "diff" -> inputs.put(name, tensor(environment, scale.diff(), 1, features));
                    default -> throw new AssertionError("unknown input " + name);
                }
            }
            try (OrtSession.Result result = session.run(inputs)) {
                FloatBuffer values = ((OnnxTensor) result.get("forecast").orElseThrow()).getFloatBuffer();
                float[] forecast = new float[values.remaining()];
                values.get(forecast);
                return forecast;
            } finally {
                inputs.values().forEach(OnnxTensor::close);
            }
        }
    }

    private static float[] single(double... values) {
        float[] single = new float[values.length];
        for (int i = 0; i < single.length; i++) {
            single[i] = (float) values[i];
        }
        return single;
    }

    private static OnnxTensor tensor(OrtEnvironment environment, float[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }
}
