package io.tidecast.interchange;

import io.tidecast.model.LevelScale;
import io.tidecast.model.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names of a network's inputs and outputs, in their order, for whoever runs it elsewhere. */
final class InputNames {
    private InputNames() {}

    /** A line for each input, as comments of Python have it. */
    static String of(Manifest manifest) {
        List<String> names = new ArrayList<>();
        for (String feature : manifest.features()) {
            if (manifest.levels() == null) {
                names.add(feature + ": change from the step before / its diff, clipped to -8..8");
                names.add(feature + ": 1 where observed, 0 where filled");
            } else {
                int f = names.size();
                names.add(feature + ": (level - " + manifest.levels().centre().get(f) + ") / "
                        + manifest.levels().spread().get(f));
            }
        }
        for (String target : manifest.levels() == null ? manifest.targets() : List.<String>of()) {
            names.add(target + ": (level - its mean) / its std, clipped to -8..8");
        }
        names.addAll(manifest.encoding().covariates().names());
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            lines.append(String.format(Locale.ROOT, "    %3d  %s%n", i, printable(names.get(i))));
        }
        return lines.toString().stripTrailing();
    }

    static String outputs(Manifest manifest) {
        String unit = manifest.levels() == null
                ? "(value at that step - value at the last step of the window) / its diff"
                : "(level - centre) / spread of the target, as it is read";
        boolean steps = manifest.levels() != null && manifest.levels().order() == LevelScale.Order.STEPS;
        String order = steps ? "all targets of each step, " : "all steps of each target, ";
        return printable(order + manifest.horizon() + " steps of " + manifest.targets() + ": " + unit);
    }

    /** Names come from settings: nothing in them may end the comment they stand in. */
    private static String printable(String name) {
        return name.replaceAll("[\"\\\\\\p{Cntrl}]", "?");
    }
}
