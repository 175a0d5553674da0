package dev.jobgrid.job;

import java.util.Locale;

/** Enum constants as people and clients read them. */
final class EnumNames {
    private EnumNames() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
