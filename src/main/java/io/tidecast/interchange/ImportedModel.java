package io.tidecast.interchange;

import io.tidecast.model.ForecastSettings;
import io.tidecast.model.Forecaster;
import io.tidecast.model.LevelScale;
import io.tidecast.model.Manifest;
import io.tidecast.model.NetworkSettings;
import io.tidecast.nn.Shape;
import io.tidecast.series.CovariateSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Imported network as a model that serves: what it forecasts is the settings' to say, what it reads its values in is
 * its training's, and where it came from stands in its provenance.
 */
public final class ImportedModel {
    private ImportedModel() {}

    /** File that a network was read from, by its name and SHA-256. */
    public record Origin(String file, String sha256) {
        private Map<String, Object> provenance(ForeignModel network) {
            Map<String, Object> account = new LinkedHashMap<>();
            account.put("reason", "imported");
            account.put("library", network.library());
            account.put("file", file);
            account.put("file-sha256", sha256);
            return account;
        }
    }

    /**
     * The model of a network that others trained.
     *
     * @param covariates that the network reads beside the features, if it has inputs for them
     * @throws IllegalArgumentException if it does not map such windows to such forecasts
     */
    public static Forecaster of(
            ForeignModel network,
            ForecastSettings forecast,
            CovariateSettings covariates,
            LevelScale scale,
            Origin origin) {
        int features = forecast.features().size();
        int known = covariates.ofSteps(forecast.timeStep()).features();
        int inputs = network.network().inputs();
        Refused.unless(
                inputs == features || inputs == features + known,
                "network must take the " + features + " values of a reading per step, or " + (features + known)
                        + " with the calendar; takes " + inputs);
        CovariateSettings read = inputs == features ? new CovariateSettings(List.of(), covariates.zone()) : covariates;
        network.window()
                .ifPresent(steps -> Refused.unless(
                        steps == forecast.window(),
                        "forecast.window must be " + steps + " as the file says, was " + forecast.window()));
        requireOutputs(network, forecast);
        NetworkSettings settings =
                new NetworkSettings(NetworkSettings.defaults().withOwnLayers().layers(), false, read);
        Manifest manifest = Manifest.first(forecast, settings, network.network().toMap())
                .readingLevels(scale, origin.provenance(network));
        return Forecaster.of(manifest, network.parameters());
    }

    private static void requireOutputs(ForeignModel network, ForecastSettings forecast) {
        Shape output = network.network().output();
        int steps = !output.sequence() ? 1 : output.steps() == 0 ? forecast.window() : output.steps();
        long outputs = (long) steps * output.features();
        long due = (long) forecast.horizon() * forecast.targets().size();
        Refused.unless(
                outputs == due && (!output.sequence() || steps == forecast.horizon()),
                "forecast.horizon times the targets must be the " + outputs + " numbers that the network gives ("
                        + output + "), was " + forecast.horizon() + " times "
                        + forecast.targets().size());
    }

    /** A model of ours that comes back, as a child of the one that was exported. */
    public static Forecaster returned(ForeignModel network, Manifest manifest, Origin origin) {
        Manifest child = manifest.child(manifest.model(), manifest.version(), origin.provenance(network));
        return Forecaster.of(child, network.parameters());
    }
}
