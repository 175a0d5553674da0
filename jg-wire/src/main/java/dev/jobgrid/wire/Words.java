package dev.jobgrid.wire;

import dev.jobgrid.routing.WorkloadType;
import java.util.Locale;

/** Enum constants as the published surface spells them. */
final class Words {
    private Words() {}

    static String of(Enum<?> constant) {
        String word = constant.name().toLowerCase(Locale.ROOT);
        // The one published word with a hyphen.
        return constant == WorkloadType.FINE_TUNING ? "fine-tuning" : word;
    }
}
