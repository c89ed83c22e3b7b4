/** What outlives a session: trained models as files. */
package unrolled.io;
