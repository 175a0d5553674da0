package dev.jobgrid.console.internal.web;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request for the console. Its path is the one below the mount, and every link of an answer is relative to it: what a proxy
 * puts before the mount is never needed. Single-threaded.
 */
public final class ConsoleRequest {
    /** Sent by a page that is open: the version of its view. */
    public static final String LIVE = "X-Console-Live";

    /** Sent by a page that is open: the jobs that it shows as not ended. */
    private static final String ROWS = "X-Console-Rows";

    /** The largest form: 1 MiB. */
    public static final int MAX_FORM_BYTES = 1 << 20;

    private static final String FORM_TYPE = "application/x-www-form-urlencoded";

    private final HttpServletRequest request;
    private final String path;
    private final List<String> segments;
    private final Params query;
    private Optional<Params> form = Optional.empty();

    /** A request that a servlet got. */
    public ConsoleRequest(HttpServletRequest request) {
        this.request = request;
        String uri = request.getRequestURI();
        String mount = request.getContextPath() + servletPrefix(request.getHttpServletMapping());
        this.path = uri.startsWith(mount) ? uri.substring(mount.length()) : uri;
        this.segments = segments(path);
        this.query = Params.parse(request.getQueryString());
    }

    private static String servletPrefix(HttpServletMapping mapping) {
        return mapping.getMappingMatch() == MappingMatch.PATH
                ? mapping.getPattern().substring(0, mapping.getPattern().length() - "/*".length())
                : "";
    }

    private static List<String> segments(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.substring(Math.min(1, path.length())).split("/", -1)) {
            parts.add(decoded(part));
        }
        return List.copyOf(parts);
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return part;
        }
    }

    /** The servlet's request. */
    public HttpServletRequest servlet() {
        return request;
    }

    /** Whether the mount was asked for without a slash at its end, where links would lead beside it. */
    public boolean isMountItself() {
        return path.isEmpty();
    }

    /** The last segment of the mount, for a link from beside it. */
    public String mountName() {
        String uri = request.getRequestURI();
        return uri.substring(uri.lastIndexOf('/') + 1);
    }

    /** GET for HEAD too. */
    public String method() {
        return request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
    }

    /** The segments of the path below the mount, decoded; one empty segment at the mount itself. */
    public List<String> segments() {
        return segments;
    }

    /** The way from this page to the mount: "./", "../", "../../". */
    public String root() {
        return segments.size() <= 1 ? "./" : "../".repeat(segments.size() - 1);
    }

    /** The path and query below the mount, without a slash at its start, for a way back. */
    public String here() {
        return path.substring(Math.min(1, path.length())) + query.query();
    }

    /** The parameters of the address. */
    public Params query() {
        return query;
    }

    /**
     * The fields of the form that was posted.
     *
     * @throws TooLargeException if it is larger than {@link #MAX_FORM_BYTES}
     */
    public Params form() throws IOException {
        if (form.isEmpty()) {
            form = Optional.of(readForm());
        }
        return form.get();
    }

    private Params readForm() throws IOException {
        @Nullable String type = request.getContentType();
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase(FORM_TYPE)) {
            return Params.NONE;
        }
        byte[] body = body(MAX_FORM_BYTES);
        // Of a container whose filters have read the form already, nothing is left to read.
        return body.length == 0 && request.getContentLengthLong() > 0
                ? Params.of(request.getParameterMap())
                : Params.parse(new String(body, StandardCharsets.UTF_8));
    }

    /** The body, up to that many bytes. */
    private byte[] body(int most) throws IOException {
        if (request.getContentLengthLong() > most) {
            throw new TooLargeException();
        }
        byte[] body = request.getInputStream().readNBytes(most + 1);
        if (body.length > most) {
            throw new TooLargeException();
        }
        return body;
    }

    /** The body as it comes, for uploads. */
    public InputStream stream() throws IOException {
        return request.getInputStream();
    }

    /** A header, if there is one. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** The value of a cookie; empty if there is none of that name. */
    public Optional<String> cookie(String name) {
        Cookie @Nullable [] all = request.getCookies();
        if (all != null) {
            for (Cookie cookie : all) {
                if (cookie.getName().equals(name)) {
                    return Optional.of(cookie.getValue());
                }
            }
        }
        return Optional.empty();
    }

    /** The version of the view that an open page has, if the page's module asks. */
    public Optional<String> liveVersion() {
        return header(LIVE);
    }

    /** Ids of jobs that an open page shows as not ended. */
    public List<String> shownJobs() {
        return header(ROWS)
                .filter(ids -> !ids.isEmpty())
                .map(ids -> List.of(ids.split(",")))
                .orElse(List.of());
    }

    /** The client's address, as the container knows it. */
    public String address() {
        return request.getRemoteAddr();
    }

    /** A form over its bound. */
    public static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;

        /** A form over {@link #MAX_FORM_BYTES}. */
        TooLargeException() {
            super("the form is larger than " + MAX_FORM_BYTES + " bytes");
        }
    }
}
