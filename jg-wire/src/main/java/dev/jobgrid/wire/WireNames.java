package dev.jobgrid.wire;

import dev.jobgrid.routing.WorkloadType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Enum constants as the published surface spells them. */
public final class WireNames {
    private WireNames() {}

    public static String of(Enum<?> constant) {
        // The one published word with a hyphen.
        return constant == WorkloadType.FINE_TUNING ? "fine-tuning" : plain(constant);
    }

    /** Whether a client means the constant: by its published word, or "fine_tuning". */
    public static boolean reads(Enum<?> constant, @Nullable String text) {
        return of(constant).equals(text) || plain(constant).equals(text);
    }

    private static String plain(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
