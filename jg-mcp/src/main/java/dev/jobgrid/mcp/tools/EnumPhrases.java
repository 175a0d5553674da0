package dev.jobgrid.mcp.tools;

import java.util.Locale;

/** Enum constants in sentences. */
final class EnumPhrases {
    private EnumPhrases() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String count(int count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }
}
