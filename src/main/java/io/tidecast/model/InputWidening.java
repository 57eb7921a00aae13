package io.tidecast.model;

import io.tidecast.nn.DecoderSpec;
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
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Function-preserving widening of a network's input (Net2Net, Chen et al. 2016): a model that also reads covariates it
 * was not made with, by weights that are zero until it is fine-tuned. Its forecasts are those of before, so that what a
 * setting adds does not begin a model anew. A decoder of values known ahead is drawn at random and adds nothing to the
 * forecast either, for what it gives has weights of zero. Days of one's own that were added to their file are taken
 * over with it.
 */
public final class InputWidening {
    /** Of the weights that a new decoder begins with. */
    private static final long DECODER_SEED = 41;

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
        if (manifest.levels() != null) {
            return model;
        }
        Inputs own = inputs(manifest, manifest.covariates().withDaysOf(wanted));
        Inputs all = inputs(manifest, wanted);
        boolean same = all.timed().equals(model.encoding().covariates())
                && all.values().equals(own.values());
        if (same || !all.holds(own)) {
            return model;
        }
        Map<String, Object> spec = new LinkedHashMap<>(manifest.network());
        spec.put("inputs", all.encoding().inputs());
        if (all.encoding().readsAhead()) {
            spec.put("decoder", decoder(manifest, all));
        }
        Layout layout = Network.of(NetworkSpec.fromMap(spec)).layout();
        return parameters(model, own, layout, all)
                .map(wider -> model.child(manifest.reading(wanted, spec), wider).with(model.pool()))
                .orElse(model);
    }

    /** Covariates of a model, and what is encoded of them. */
    private record Inputs(List<String> values, Covariates timed, InputEncoding encoding) {
        boolean holds(Inputs other) {
            return timed.members().containsAll(other.timed.members()) && values.containsAll(other.values);
        }

        /** Where each of the stack's inputs is among another's. */
        int[] stackIn(Inputs other) {
            return columns(encoding.stackInputs() - timed.features(), other);
        }

        /** Where each of the decoder's inputs is among another's. */
        int[] aheadIn(Inputs other) {
            int first = encoding.forecasts();
            int timedAt = first + InputEncoding.AHEAD * values.size();
            int[] columns = Arrays.copyOf(columns(timedAt, other), encoding.aheadInputs());
            for (int i = first; i < timedAt; i++) {
                int value = other.values.indexOf(values.get((i - first) / InputEncoding.AHEAD));
                columns[i] = first + value * InputEncoding.AHEAD + (i - first) % InputEncoding.AHEAD;
            }
            int further = InputEncoding.AHEAD * (other.values.size() - values.size());
            for (int i = timedAt; i < columns.length - 1; i++) {
                columns[i] += further;
            }
            columns[columns.length - 1] = other.encoding.aheadInputs() - 1;
            return columns;
        }

        /** Of so many inputs that stay where they are, and the covariates after them. */
        private int[] columns(int first, Inputs other) {
            int[] columns = new int[first + timed.features()];
            Arrays.setAll(columns, input -> input);
            int next = first;
            for (Covariate member : timed.members()) {
                int now = first + offset(other.timed.members(), member);
                for (int i = 0; i < member.features(); i++) {
                    columns[next++] = now + i;
                }
            }
            return columns;
        }
    }

    private static Inputs inputs(Manifest manifest, CovariateSettings covariates) {
        Covariates timed = covariates.ofSteps(manifest.timeStep());
        int[] targets = manifest.targets().stream()
                .mapToInt(manifest.features()::indexOf)
                .toArray();
        int[] known = covariates.known(manifest.features(), manifest.targets());
        InputEncoding encoding = new InputEncoding(
                manifest.features().size(), targets, timed, known, manifest.horizon(), manifest.readsBase());
        return new Inputs(covariates.values(), timed, encoding);
    }

    /** The decoder with further inputs, or a new one. */
    private static Map<String, Object> decoder(Manifest manifest, Inputs all) {
        Map<String, Object> decoder = new LinkedHashMap<>(ForecastNetwork.decoder(manifest.horizon(), all.encoding()));
        NetworkSpec.fromMap(manifest.network()).decoder().ifPresent(own -> decoder.put("units", own.units()));
        return decoder;
    }

    private static int offset(List<Covariate> members, Covariate member) {
        return members.subList(0, members.indexOf(member)).stream()
                .mapToInt(Covariate::features)
                .sum();
    }

    private static Optional<Parameters> parameters(Forecaster model, Inputs own, Layout layout, Inputs all) {
        Parameters before = model.parameters();
        Parameters wider = UntrainedModel.drawn(layout, DECODER_SEED);
        Set<String> known =
                before.layout().views().stream().map(ParameterView::name).collect(Collectors.toSet());
        for (ParameterView view : layout.views()) {
            if (!known.contains(view.name())) {
                continue;
            }
            ParameterView old = before.layout().view(view.name());
            float[] values = before.get(view.name());
            if (old.shape().equals(view.shape())) {
                wider.set(view.name(), values);
            } else if (view.name().equals(DecoderSpec.WEIGHT_AHEAD)) {
                wider.set(view.name(), spread(values, own.aheadIn(all), view));
            } else if (old.shape().size() == 2
                    && old.shape().get(1) == own.encoding().stackInputs()) {
                wider.set(view.name(), spread(values, own.stackIn(all), view));
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
