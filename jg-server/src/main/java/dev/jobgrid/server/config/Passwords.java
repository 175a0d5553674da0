package dev.jobgrid.server.config;

import java.util.regex.Pattern;

/** Finds passwords in addresses, as in {@code jdbc:postgresql://db/grid?user=u&password=…} and {@code https://u:…@host}. Pure. */
public final class Passwords {
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)([?&;][a-z_.-]{0,30}(?:password|passwd|pwd|secret|token)[a-z_.-]{0,30}=)[^&;\\s'\"]+");
    private static final Pattern USER = Pattern.compile("(//[^/@:\\s]{0,200}:)[^/@\\s]+@");

    private Passwords() {}

    /** The text with stars in place of passwords. */
    public static String hidden(String text) {
        return USER.matcher(PARAMETER.matcher(text).replaceAll("$1***")).replaceAll("$1***@");
    }

    static boolean isIn(String text) {
        return !hidden(text).equals(text);
    }
}
