/**
 * A course on recurrent networks, and the library behind it. Each subpackage is one idea; {@link
 * unrolled.Lab} opens the course in JupyterLab.
 */
package unrolled;
