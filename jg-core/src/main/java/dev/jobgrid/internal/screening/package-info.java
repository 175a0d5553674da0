/** What stands against a draft, and whether it needs a GPU. Start at {@link dev.jobgrid.internal.screening.Screener}. Pure, but for looking up inputs. */
@NullMarked
package dev.jobgrid.internal.screening;

import org.jspecify.annotations.NullMarked;
