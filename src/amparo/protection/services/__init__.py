"""What people do about protection: begin studies, add waves, keep indicators."""
