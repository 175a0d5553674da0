package dev.jobgrid.server.cli.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads which GPUs a job asks for: "L4", "L4:2", "2". Pure. */
final class GpuText {
    private static final Pattern FORM =
            Pattern.compile("(?:(?<type>[^:]*[^:0-9][^:]*)(?::(?<many>[0-9]{1,4}))?|(?<count>[0-9]{1,4}))");

    private GpuText() {}

    /**
     * Puts it into a draft.
     *
     * @throws IllegalArgumentException if the text has another form
     */
    static void put(String text, ObjectNode draft) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "--gpu is '" + text + "'; write the model, and how many if more than one: L4, L4:2, or only 2");
        }
        String type = form.group("type");
        if (type != null) {
            draft.put("gpu_type", type.strip());
        }
        String count = form.group("many") == null ? form.group("count") : form.group("many");
        draft.put("gpu_count", count == null ? 1 : Integer.parseInt(count));
    }
}
