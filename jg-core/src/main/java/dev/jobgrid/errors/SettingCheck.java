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
    public static int atLeast(String setting, int value, int least) {
        return Math.toIntExact(atLeast(setting, (long) value, least));
    }

    /**
     * The value.
     *
     * @throws IllegalArgumentException if it is less than the least
     */
    public static long atLeast(String setting, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(setting + " is " + value + ", " + least + " or more is allowed");
        }
        return value;
    }

    /**
     * The value.
     *
     * @throws IllegalArgumentException if it is null, shorter than the least or longer than the most
     */
    public static Duration between(String setting, @Nullable Duration value, Duration least, Duration most) {
        Duration given = present(setting, value);
        if (given.compareTo(least) < 0 || given.compareTo(most) > 0) {
            throw new IllegalArgumentException(setting + " is " + given + ", " + least + " to " + most + " is allowed");
        }
        return given;
    }
}
