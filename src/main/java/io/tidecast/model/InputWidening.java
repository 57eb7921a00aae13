package io.tidecast.model;

import io.tidecast.nn.Layout;
import io.tidecast.nn.Network;
import io.tidecast.nn.NetworkSpec;
import io.tidecast.nn.ParameterView;
import io.tidecast.nn.Parameters;
import io.tidecast.series.Covariate;
import io.tidecast.series.CovariateSettings;
import io.tidecast.series.Covariates;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Function-preserving widening of a network's input (Net2Net, Chen et al. 2016): a model that also reads covariates it
 * was not made with, by weights that are zero until it is fine-tuned. Its forecasts are those of before, so that what a
 * setting adds does not begin a model anew. Days of one's own that were added to their file are taken over with it.
 */
public final class InputWidening {
    private InputWidening() {}

    /**
     * The model with the further inputs, under its own name and number.
     *
     * @param wanted covariates by the settings
     * @return the model itself where nothing is to be added: it has them all, it lacks none but has others (of another
     *     zone, for example), it reads levels, or its first layer is none whose inputs are columns of one matrix
     */
    public static Forecaster of(Forecaster model, CovariateSettings wanted) {
        Manifest manifest = model.manifest();
        Covariates own = manifest.covariates().withDaysOf(wanted).ofSteps(manifest.timeStep());
        Covariates all = wanted.ofSteps(manifest.timeStep());
        if (manifest.levels() != null
                || all.equals(model.encoding().covariates())
                || !all.members().containsAll(own.members())) {
            return model;
        }
        int before = model.encoding().inputs();
        int values = before - own.features();
        Map<String, Object> spec = new LinkedHashMap<>(manifest.network());
        spec.put("inputs", values + all.features());
        Layout layout = Network.of(NetworkSpec.fromMap(spec)).layout();
        int[] columns = columns(values, own, all);
        return parameters(model.parameters(), before, layout, columns)
                .map(wider -> Forecaster.of(manifest.reading(wanted, spec), wider))
                .orElse(model);
    }

    /** Where each of the inputs of before is now. */
    private static int[] columns(int values, Covariates own, Covariates all) {
        int[] columns = new int[values + own.features()];
        Arrays.setAll(columns, input -> input);
        int next = values;
        for (Covariate member : own.members()) {
            int now = values + offset(all.members(), member);
            for (int i = 0; i < member.features(); i++) {
                columns[next++] = now + i;
            }
        }
        return columns;
    }

    private static int offset(List<Covariate> members, Covariate member) {
        return members.subList(0, members.indexOf(member)).stream()
                .mapToInt(Covariate::features)
                .sum();
    }

    private static Optional<Parameters> parameters(Parameters own, int inputs, Layout layout, int[] columns) {
        Parameters wider = Parameters.zeros(layout);
        for (ParameterView view : layout.views()) {
            ParameterView old = own.layout().view(view.name());
            float[] values = own.get(view.name());
            if (old.shape().equals(view.shape())) {
                wider.set(view.name(), values);
            } else if (old.shape().size() == 2 && old.shape().get(1) == inputs) {
                wider.set(view.name(), spread(values, columns, view));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(wider);
    }

    private static float[] spread(float[] matrix, int[] columns, ParameterView view) {
        float[] wider = new float[view.size()];
        int rows = view.shape().get(0);
        int width = view.shape().get(1);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns.length; column++) {
                wider[row * width + columns[column]] = matrix[row * columns.length + column];
            }
        }
        return wider;
    }
}
