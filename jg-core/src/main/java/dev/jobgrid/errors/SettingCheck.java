package dev.jobgrid.errors;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Validates an embedder's settings as soon as they are set. Each failure is an {@link IllegalArgumentException} that
 * names the setting, its value and the allowed range.
 */
public final class SettingCheck {
    private SettingCheck() {}

    /**
     * The value.
     *
     * @throws IllegalArgumentException if it is null
     */
    public static <T> T present(String setting, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException(setting + " is null; give a value, or leave it unset for the default");
        }
        return value;
    }

    /**
     * The value.
     *
     * @throws IllegalArgumentException if it is less than the least
     */
    public static int atLeast(String setting, int value, int min) {
        return Math.toIntExact(atLeast(setting, (long) value, min));
    }

    /**
     * The value.
     *
     * @throws IllegalArgumentException if it is less than the least
     */
    public static long atLeast(String setting, long value, long min) {
        if (value < min) {
            throw new IllegalArgumentException(setting + " is " + value + ", " + min + " or more is allowed");
        }
        return value;
    }

    /**
     * The value.
     *
     * @throws IllegalArgumentException if it is null, shorter than the least or longer than the most
     */
    public static Duration between(String setting, @Nullable Duration value, Duration min, Duration max) {
        Duration given = present(setting, value);
        if (given.compareTo(min) < 0 || given.compareTo(max) > 0) {
            throw new IllegalArgumentException(setting + " is " + given + ", " + min + " to " + max + " is allowed");
        }
        return given;
    }
}
