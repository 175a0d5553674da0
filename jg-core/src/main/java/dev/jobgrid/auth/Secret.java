package dev.jobgrid.auth;

/**
 * A text that must not be printed. {@code toString} shows stars.
 *
 * @param value the text itself
 */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
