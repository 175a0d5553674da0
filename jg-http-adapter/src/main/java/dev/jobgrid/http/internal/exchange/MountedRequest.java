package dev.jobgrid.http.internal.exchange;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A request with paths relative to the adapter's mount point. Single-threaded, as any request. */
public final class MountedRequest extends HttpServletRequestWrapper {
    private static final String NAME = MountedRequest.class.getName();
    private static final Pattern BROKEN_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private final String prefix;
    private boolean broken;
    private Optional<Leaving> leaving = Optional.empty();

    /** Makes a request asynchronous. */
    @FunctionalInterface
    public interface Leaving {
        /**
         * Starts it.
         *
         * @param answered to be called once, after the response
         */
        public void leave(Runnable answered) throws IOException;
    }

    public MountedRequest(HttpServletRequest request) {
        super(request);
        request.setAttribute(NAME, this);
        prefix = request.getContextPath() + servletPrefix(request.getHttpServletMapping());
    }

    public static MountedRequest of(Context ctx) {
        if (ctx.req().getAttribute(NAME) instanceof MountedRequest mounted) {
            return mounted;
        }
        throw new IllegalStateException("the request did not come through the adapter's servlet");
    }

    private static String servletPrefix(HttpServletMapping mapping) {
        return mapping.getMappingMatch() == MappingMatch.PATH
                ? mapping.getPattern().substring(0, mapping.getPattern().length() - "/*".length())
                : "";
    }

    /** Where the adapter is mounted: "", or a path without a slash at its end. */
    String prefix() {
        return prefix;
    }

    /** Marks a response that began and failed; only aborting the connection signals that to the client. */
    void breakOff() {
        broken = true;
    }

    /** Says that the handler has left the answer to others, who begin when the router is done. */
    public void leave(Leaving by) {
        leaving = Optional.of(by);
    }

    public Optional<Leaving> leaving() {
        return leaving;
    }

    public boolean isBroken() {
        return broken;
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getRequestURI() {
        String path = super.getRequestURI();
        String below = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
        // No id holds a percent sign, so a path with a broken escape finds nothing; the router would throw on it.
        return below.indexOf('%') < 0 ? below : BROKEN_ESCAPE.matcher(below).replaceAll("%25");
    }

    /** Hides the method override header. */
    @Override
    public @Nullable String getHeader(String name) {
        return name.equalsIgnoreCase("X-HTTP-Method-Override") ? null : super.getHeader(name);
    }
}
