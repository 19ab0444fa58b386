// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reading DT_NEEDED from an ELF file. The file comes from whoever signed the application, and the
 * loader trusts it, too. Still, nothing outside of it is read.
 */
#include <errno.h>
#include <link.h>
#include <string.h>

#include "softteed/instance/needed.h"

struct image {
	uint8_t *file;
	size_t size;
	ElfW(Ehdr) header;
};

static int copy_from(const struct image *image, void *to, uint64_t offset, size_t size)
{
	if (offset > image->size || size > image->size - offset)
		return -EBADMSG;
	memcpy(to, image->file + offset, size);
	return 0;
}

static int read_header(struct image *image)
{
	const unsigned char class = sizeof(void *) == 8 ? ELFCLASS64 : ELFCLASS32;

	if (copy_from(image, &image->header, 0, sizeof(image->header)) ||
	    memcmp(image->header.e_ident, ELFMAG, SELFMAG) ||
	    image->header.e_ident[EI_CLASS] != class ||
	    image->header.e_phentsize != sizeof(ElfW(Phdr)))
		return -EBADMSG;
	return 0;
}

static int read_segment(const struct image *image, unsigned int n, ElfW(Phdr) *segment)
{
	uint64_t offset;

	if (__builtin_add_overflow(image->header.e_phoff, n * sizeof(*segment), &offset))
		return -EBADMSG;
	return copy_from(image, segment, offset, sizeof(*segment));
}

static int find_segment(const struct image *image, uint32_t type, ElfW(Phdr) *segment)
{
	for (unsigned int n = 0; n < image->header.e_phnum; n++) {
		int rc = read_segment(image, n, segment);

		if (rc || segment->p_type == type)
			return rc;
	}
	return -ENOENT;
}

/* Find where in the file an address is. */
static int find_address(const struct image *image, uint64_t address, uint64_t *offset)
{
	for (unsigned int n = 0; n < image->header.e_phnum; n++) {
		ElfW(Phdr) segment;
		int rc = read_segment(image, n, &segment);

		if (rc)
			return rc;
		if (segment.p_type != PT_LOAD || address < segment.p_vaddr ||
		    address - segment.p_vaddr >= segment.p_filesz)
			continue;
		return __builtin_add_overflow(segment.p_offset, address - segment.p_vaddr,
					      offset) ? -EBADMSG : 0;
	}
	return -EBADMSG;
}

static int read_entry(const struct image *image, const ElfW(Phdr) *dynamic, size_t n,
		      ElfW(Dyn) *entry)
{
	uint64_t offset;

	entry->d_tag = DT_NULL;
	if (n >= dynamic->p_filesz / sizeof(*entry))
		return 0;
	if (__builtin_add_overflow(dynamic->p_offset, n * sizeof(*entry), &offset))
		return -EBADMSG;
	return copy_from(image, entry, offset, sizeof(*entry));
}

static int find_strings(const struct image *image, const ElfW(Phdr) *dynamic, uint64_t *strings)
{
	ElfW(Dyn) entry;
	size_t n = 0;

	do {
		int rc = read_entry(image, dynamic, n++, &entry);

		if (rc)
			return rc;
		if (entry.d_tag == DT_STRTAB)
			return find_address(image, entry.d_un.d_ptr, strings);
	} while (entry.d_tag != DT_NULL);
	return -EBADMSG;
}

static char *string_at(const struct image *image, uint64_t strings, uint64_t offset)
{
	if (__builtin_add_overflow(strings, offset, &offset) || offset >= image->size ||
	    !memchr(image->file + offset, '\0', image->size - offset))
		return NULL;
	return (char *)image->file + offset;
}

int needed_for_each(uint8_t *file, size_t size,
		    int (*each)(char *name, void *data), void *data)
{
	struct image image = { .file = file, .size = size };
	ElfW(Phdr) dynamic;
	ElfW(Dyn) entry;
	uint64_t strings = 0;
	size_t n = 0;
	int rc = read_header(&image);

	if (!rc)
		rc = find_segment(&image, PT_DYNAMIC, &dynamic);
	if (!rc)
		rc = find_strings(&image, &dynamic, &strings);
	if (rc)
		return rc == -ENOENT ? 0 : rc;
	do {
		char *name;

		rc = read_entry(&image, &dynamic, n++, &entry);
		if (rc || entry.d_tag != DT_NEEDED)
			continue;
		name = string_at(&image, strings, entry.d_un.d_val);
		rc = name ? each(name, data) : -EBADMSG;
	} while (!rc && entry.d_tag != DT_NULL);
	return rc;
}
