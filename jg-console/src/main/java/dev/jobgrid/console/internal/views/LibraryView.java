package dev.jobgrid.console.internal.views;

import java.time.Instant;
import java.util.List;

/**
 * What jobs may start from: templates, or files.
 *
 * @param sentence how many there are
 * @param templates the templates
 * @param files the files, newest first
 */
public record LibraryView(String sentence, List<Template> templates, List<Stored> files) {
    /** Copies the lists. */
    public LibraryView {
        templates = List.copyOf(templates);
        files = List.copyOf(files);
    }

    /**
     * A template.
     *
     * @param slug its name
     * @param facts what it fills in
     */
    public record Template(String slug, List<JobView.Fact> facts) {
        /** Copies the list. */
        public Template {
            facts = List.copyOf(facts);
        }
    }

    /**
     * A file.
     *
     * @param id its id
     * @param name its name
     * @param state how far its upload is
     * @param size its size as text
     * @param path where jobs find it
     * @param created when its upload began
     */
    public record Stored(String id, String name, String state, String size, String path, Instant created) {}
}
