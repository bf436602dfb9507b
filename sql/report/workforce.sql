-- The workforce of all hospitals by quarter and group: posts and vacant posts as full-time equivalents,
-- people, those who came and those who left.

SELECT
    quarter,
    staff_group,
    sum(posts)::double precision AS posts,
    sum(vacant)::double precision AS vacant,
    sum(people)::integer AS people,
    sum(hired)::integer AS hired,
    sum(resigned)::integer AS resigned,
    sum(retired)::integer AS retired
FROM quarterly_workforce
GROUP BY quarter, staff_group
ORDER BY quarter, staff_group
