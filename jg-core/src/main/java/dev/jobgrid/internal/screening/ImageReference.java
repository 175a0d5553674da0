package dev.jobgrid.internal.screening;

import java.util.regex.Pattern;

/** The grammar of image references, as registries define it: {@code [host[:port]/]path[:tag][@digest]}. */
final class ImageReference {
    private static final String HOST =
            "(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\\[[0-9a-fA-F:]+])"
                    + "(?::[0-9]{1,5})?";
    private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    // Possessive, so that a long invalid reference costs no more than a valid one.
    private static final Pattern FORM = Pattern.compile("(?:" + HOST + "/)?" + COMPONENT + "(?:/" + COMPONENT + ")*+"
            + "(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
            + "(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?");

    private ImageReference() {}

    static boolean isValid(String image) {
        return FORM.matcher(image).matches();
    }
}
