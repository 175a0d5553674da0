package dev.jobgrid.console.internal.pages;

import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a page. Characters that turn the direction of a text are shown by their numbers, so that no name reads as another one;
 * what fields hold stays as it is. Single-threaded.
 */
final class PageOutput extends OwaspHtmlTemplateOutput {
    private static final Pattern TURNS = Pattern.compile("[\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]");

    private boolean isField;

    PageOutput(TemplateOutput out) {
        super(out);
    }

    @Override
    public void setContext(String tag, @Nullable String attribute) {
        super.setContext(tag, attribute);
        isField = "value".equals(attribute) || tag.equals("textarea");
    }

    @Override
    public void writeUserContent(@Nullable String text) {
        super.writeUserContent(text == null || isField ? text : shown(text));
    }

    /** The text as a page shows it. */
    static String shown(String text) {
        return TURNS.matcher(text)
                .replaceAll(turn -> "[U+%04X]".formatted((int) turn.group().charAt(0)));
    }
}
