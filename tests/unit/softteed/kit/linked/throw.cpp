// SPDX-License-Identifier: BSD-2-Clause
/* Exceptions that a library throws */
#include <kit_linked.h>
#include <stdexcept>

void kit_linked_throw(int number)
{
	if (number < 0)
		throw std::out_of_range("from a library");
	if (number)
		throw number;
}
