package io.tidecast.model;

import io.tidecast.base.PatchSeries;
import io.tidecast.series.Covariate;
import io.tidecast.series.Statics;
import io.tidecast.series.Window;

/**
 * Recurrent state of a device under one version that reads rows, kept from one forecast to the next. It follows from
 * what the window holds, so nothing of it is stored: where anything that the version reads has become another it is
 * begun anew, with the same bits. It holds on to no version.
 */
public final class KeptSeries {
    /** About the bytes of a target. */
    public static final int HEAP_BYTES = PatchSeries.HEAP_BYTES;

    private String version = "";
    private int days;
    private Statics told = Statics.NONE;
    private PatchSeries[] targets = {};

    /** Forgets what is kept: the values are others from here on. */
    public void begin() {
        version = "";
    }

    /** Those of a version's targets. */
    PatchSeries[] of(Manifest manifest, Window window, int count, int season) {
        String own = manifest.id() + " " + manifest.sha256();
        int now = window.future().covariates().members().stream()
                .mapToInt(Covariate::version)
                .sum();
        Statics device = window.future().device();
        if (!own.equals(version) || now != days || !device.equals(told)) {
            version = own;
            days = now;
            told = device;
            targets = new PatchSeries[count];
            for (int j = 0; j < count; j++) {
                targets[j] = new PatchSeries(season);
            }
        }
        return targets;
    }
}
