// SPDX-License-Identifier: BSD-2-Clause
/* A source in a subdirectory, with a flag of its own */
#include <application.h>

#if defined(ONLY_IN_ENTRY) || PART != 5
#error "flags of another source"
#endif

int part_number(void)
{
	return PART;
}
