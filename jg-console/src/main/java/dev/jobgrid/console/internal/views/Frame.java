package dev.jobgrid.console.internal.views;

/**
 * What is around every page.
 *
 * @param title the page's title
 * @param nav which entry of the navigation it belongs to
 * @param root the way to the mount: "../"
 * @param assets the way to the static files
 * @param here path and query below the mount, for the way back
 * @param theme "light", "dark", or "auto" for the system's
 * @param token the proof for forms
 * @param who who looks at it
 * @param live how a page that is open asks for news
 */
public record Frame(
        String title,
        String nav,
        String root,
        String assets,
        String here,
        String theme,
        String token,
        Who who,
        Live live) {
    /**
     * Who looks at a page.
     *
     * @param name their name
     * @param workspace what they see
     * @param scopes what they may do, as text
     * @param isMember whether they may submit
     * @param isWriter whether they may save templates
     * @param isOperator whether they are an operator
     * @param canSignOut whether the session is one of ours
     */
    public record Who(
            String name,
            String workspace,
            String scopes,
            boolean isMember,
            boolean isWriter,
            boolean isOperator,
            boolean canSignOut) {
        /** Nobody yet. */
        public static final Who NOBODY = new Who("", "", "", false, false, false, false);
    }

    /**
     * How an open page asks for news.
     *
     * @param version of the view that it shows
     * @param seconds between two questions; 0 for a page that does not change
     */
    public record Live(String version, int seconds) {
        /** It does not change. */
        public static final Live NOT = new Live("", 0);
    }

    /** Whether somebody is signed in. */
    public boolean hasVisitor() {
        return !who.workspace().isEmpty();
    }
}
